import { mkdirSync, rmSync } from 'node:fs';
import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineBatchTool } from '../../connector/batch.ts';
import { type Connector, defineConnection, defineConnector } from '../../connector/connector.ts';
import { field } from '../../connector/field.ts';
import { defineTool } from '../../connector/tool.ts';
import { RolekitError } from '../../errors.ts';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import { connectInMemory, type InMemoryOptions } from '../../testing/in-memory.ts';
import { servedFrom } from '../plugin/served-connector.ts';
import type { AuditEntry } from './audit-log.ts';
import { findWrite, type LoggedWrite, undoableWrites, undoWrite } from './undo.ts';

let home: string;
/** What the vendor has. */
let dials: Map<string, number>;
/** Called before each write of the vendor; may throw. */
let onWrite: (names: string[]) => void;

beforeEach(async () => {
  home = temporaryFolder();
  dials = new Map([
    ['heat', 1],
    ['light', 2],
    ['sound', 3],
  ]);
  onWrite = () => {};
});

const DIAL = z.object({ name: z.string(), value: z.number() });
const connection = defineConnection({
  config: { room: field(z.string().default('hall'), { title: 'Room', description: 'Any.', env: 'DIALS_ROOM' }) },
  open: () => ({
    get: (name: string) => dials.get(name) ?? 0,
    set(values: [string, number][]) {
      onWrite(values.map(([name]) => name));
      for (const [name, value] of values) dials.set(name, value);
    },
  }),
});

interface Turn {
  name: string;
  from: number;
  to: number;
}

const turn = defineTool({
  connection,
  name: 'dials_turn_dial',
  title: 'Turn a dial',
  description: 'Turns one.',
  access: 'write',
  input: DIAL,
  item: DIAL,
  plan: async ({ input, connection: room }) => ({
    summary: `Turn ${input.name}`,
    before: { value: room.get(input.name) },
    after: { value: input.value },
    undo: { name: input.name, from: room.get(input.name) },
  }),
  apply: async ({ input, connection: room }) => {
    room.set([[input.name, input.value]]);
    return { item: input, undo: { to: input.value } };
  },
  undo: {
    async plan({ input: { undo }, connection: room }) {
      const { name, from, to } = undo as unknown as Turn;
      if (room.get(name) !== to) throw new RolekitError('RK_CONFLICT', { reason: `${name} was turned since.` });
      return { summary: `Turn ${name} back`, before: { value: to }, after: { value: from } };
    },
    async apply({ input: { undo }, connection: room }) {
      const { name, from } = undo as unknown as Turn;
      room.set([[name, from]]);
      return { item: { name, value: from } };
    },
  },
});

const forget = defineTool({
  connection,
  name: 'dials_forget_dial',
  title: 'Forget a dial',
  description: 'For good.',
  access: 'write',
  input: DIAL,
  item: DIAL,
  plan: async () => ({ summary: 'Forget', before: null, after: {}, undo: { name: 'none' } }),
  apply: async ({ input }) => ({ item: input }),
});

const turnAll = defineBatchTool({
  connection,
  name: 'dials_turn_dials',
  title: 'Turn dials',
  description: 'Turns several.',
  access: 'write',
  input: z.object({ dials: z.array(DIAL) }),
  chunk: 1,
  plan: async ({ input, connection: room }) => ({
    summary: `Turn ${input.dials.length} dials`,
    items: input.dials.map(({ name, value }, index) => {
      const sent: Turn = { name, from: room.get(name), to: value };
      return { item: index + 1, key: name, before: { value: sent.from }, after: { value }, sent };
    }),
  }),
  async apply({ items, connection: room }) {
    room.set(items.map(({ sent }) => [sent.name, sent.to]));
    return items.map(({ item }) => ({ item, outcome: 'done' }));
  },
  undo: {
    chunk: 1,
    async plan({ input, connection: room }) {
      const left = input.items.filter(({ sent }) => room.get(sent.name) === sent.to);
      if (left.length === 0) throw new RolekitError('RK_CONFLICT', { reason: 'All were turned since.' });
      return {
        summary: `Turn ${left.length} dials back`,
        items: left.map(({ item, key, sent: { name, from, to } }) => ({
          item,
          key,
          before: { value: to },
          after: { value: from },
          sent: { name, from: to, to: from },
        })),
        notes: left.length < input.items.length ? ['Some were turned since.'] : [],
      };
    },
    async apply({ items, connection: room }) {
      room.set(items.map(({ sent }) => [sent.name, sent.to]));
      return items.map(({ item }) => ({ item, outcome: 'done' }));
    },
  },
});

const connector: Connector = defineConnector({
  name: 'dials',
  title: 'Dials',
  version: '1.0.0',
  description: 'Dials.',
  connection,
  hosts: [],
  tools: [turn, forget, turnAll],
});

/** A call of a tool, approved. */
async function write(name: string, args: Record<string, unknown>, options: InMemoryOptions = {}) {
  const plugin = { name: 'house', version: '1.0.0', description: 'Dials.', connectors: [servedFrom(connector)] };
  const host = await connectInMemory(plugin, { home, approve: 'accept', onProblem: () => {}, ...options });
  const result = await host.call(name, args);
  await host.close();
  return result;
}

async function undo(
  loggedWrite: LoggedWrite | undefined,
  answer: 'accept' | 'decline' | 'cancel' = 'accept',
  { env = {}, meanwhile = () => {} }: { env?: NodeJS.ProcessEnv; meanwhile?: () => unknown } = {},
) {
  const questions: string[] = [];
  if (!loggedWrite) throw new TypeError('nothing to undo');
  const undone = undoWrite(connector, loggedWrite, {
    home,
    env,
    onProblem: () => {},
    signal: new AbortController().signal,
    ask: async (question) => {
      questions.push(question);
      await meanwhile();
      return answer;
    },
  });
  return { questions, result: await undone.catch((error: unknown) => error as RolekitError) };
}

const newest = async () => (await undoableWrites(home))[0];

async function log(): Promise<AuditEntry[]> {
  const folder = join(home, '.rolekit', 'audit');
  const [file = ''] = await readdir(folder);
  return (await readFile(join(folder, file), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as AuditEntry);
}

describe('what can be undone', () => {
  it('is what was applied and says how, the newest first', async () => {
    await write('dials_turn_dial', { name: 'heat', value: 9 });
    await write('dials_turn_dials', { dials: [{ name: 'light', value: 8 }] });
    expect((await undoableWrites(home)).map(({ summary }) => summary)).toEqual(['Turn 1 dials', 'Turn heat']);
  });

  it('is nothing that failed, was refused, is unknown, or of which the connector does not say how', async () => {
    await write('dials_forget_dial', { name: 'heat', value: 9 });
    onWrite = () => {
      throw new RolekitError('RK_FORBIDDEN', { connector: 'Dials', reason: 'locked' });
    };
    await write('dials_turn_dial', { name: 'heat', value: 9 });
    onWrite = () => {
      throw new TypeError('oh');
    };
    await write('dials_turn_dial', { name: 'heat', value: 9 });
    await write('dials_turn_dials', { dials: [{ name: 'light', value: 8 }] });
    await write('dials_turn_dial', { name: 'heat', value: 9 }, { approve: 'decline' });
    expect(await undoableWrites(home)).toEqual([]);
  });

  it('is shown without what would command a terminal', async () => {
    await write('dials_turn_dial', { name: 'he\u001b[2Jat', value: 9 });
    expect((await newest())?.summary).toBe('Turn he\\u{1b}[2Jat');
  });

  it('is found by the beginning of its id, and by no other', async () => {
    await write('dials_turn_dial', { name: 'heat', value: 9 });
    const { id = '' } = (await newest()) ?? {};
    expect((await findWrite(id.slice(0, 10), home)).id).toBe(id);
    await expect(findWrite(id.slice(0, 5), home)).rejects.toThrow('does not exist');
    await expect(findWrite('nothing', home)).rejects.toThrow('A write nothing that can be undone does not exist');
  });

  it('is told as done when only its record cannot be completed', async () => {
    const folder = join(home, '.rolekit', 'audit');
    onWrite = () => {
      const file = join(folder, `${new Date().toISOString().slice(0, 7)}.jsonl`);
      rmSync(file);
      mkdirSync(file);
    };
    const { isError, structured } = await write('dials_turn_dial', { name: 'heat', value: 9 });
    expect([isError, dials.get('heat')]).toEqual([false, 9]);
    expect(structured.notes).toEqual([expect.stringContaining('not what became of it')]);
  });

  it('is read although the last line was cut off with its process', async () => {
    await write('dials_turn_dial', { name: 'heat', value: 9 });
    const folder = join(home, '.rolekit', 'audit');
    const [file = ''] = await readdir(folder);
    await appendFile(join(folder, file), '{"at":"2026');
    expect(await undoableWrites(home)).toHaveLength(1);
  });
});

describe('undoing a write', () => {
  it('is refused when the value was changed since, before a person is asked', async () => {
    await write('dials_turn_dial', { name: 'heat', value: 9 });
    dials.set('heat', 4);
    const { questions, result } = await undo(await newest());
    expect(result).toMatchObject({ code: 'RK_CONFLICT', message: 'heat was turned since.' });
    expect(questions).toEqual([]);
    expect(dials.get('heat')).toBe(4);
  });

  it('is refused when the value is changed while the person is asked', async () => {
    await write('dials_turn_dial', { name: 'heat', value: 9 });
    const { result } = await undo(await newest(), 'accept', { meanwhile: () => dials.set('heat', 4) });
    expect(result).toMatchObject({ code: 'RK_CONFLICT' });
    expect(dials.get('heat')).toBe(4);
    expect(await log()).toHaveLength(2);
  });

  it.each(['decline', 'cancel'] as const)('that a person answers with %s changes nothing', async (answer) => {
    await write('dials_turn_dial', { name: 'heat', value: 9 });
    const { result } = await undo(await newest(), answer);
    expect(result).toMatchObject({ code: 'RK_APPROVAL_REFUSED' });
    expect(dials.get('heat')).toBe(9);
    const state = answer === 'cancel' ? 'cancelled' : 'refused';
    expect((await log()).map((line) => line.state)).toEqual(['applying', 'applied', state]);
  });

  it('is refused to someone else, and with another connection', async () => {
    await write('dials_turn_dial', { name: 'heat', value: 9 }, { principal: 'ada' });
    expect((await undo(await newest())).result).toMatchObject({ message: 'It was made by ada.' });
    await write('dials_turn_dial', { name: 'light', value: 9 });
    const { result } = await undo(await newest(), 'accept', { env: { DIALS_ROOM: 'cellar' } });
    expect(result).toMatchObject({
      code: 'RK_INVALID_REQUEST',
      message: 'Another connection of Dials than the active one made it.',
    });
  });

  it('is refused where the code that is here does not say how', async () => {
    await write('dials_turn_dial', { name: 'heat', value: 9 });
    const item = { ...((await newest()) as LoggedWrite), tool: 'dials_forget_dial' };
    const { result } = await undo(item);
    expect(result).toMatchObject({ message: 'dials_forget_dial cannot be undone: its connector does not say how.' });
  });

  it('is refused where a policy of this machine denies the tool', async () => {
    await write('dials_turn_dial', { name: 'heat', value: 9 });
    const loggedWrite = await newest();
    await writeFile(join(home, '.rolekit', 'policy.json'), JSON.stringify({ writes: 'deny' }));
    const { questions, result } = await undo(loggedWrite);
    expect(result).toMatchObject({ code: 'RK_POLICY_DENIED' });
    expect(questions).toEqual([]);
    expect(dials.get('heat')).toBe(9);
  });

  it('shows before and after, applies, and has lines of its own in the log that name the first', async () => {
    await write('dials_turn_dial', { name: 'heat', value: 9 });
    const loggedWrite = await newest();
    const { questions, result } = await undo(loggedWrite);
    expect(questions[0]).toContain('Turn heat back\nin Dials:\n  value: 9 → 1');
    expect(questions[0]).toContain(`Undoes what was written at ${loggedWrite?.at}: Turn heat`);
    expect(result).toMatchObject({
      undoes: loggedWrite?.id,
      summary: 'Turn heat back',
      result: { name: 'heat', value: 1 },
    });
    expect(dials.get('heat')).toBe(1);
    expect((await log()).map(({ state, undoes, approvedBy }) => [state, undoes, approvedBy])).toEqual([
      ['applying', undefined, 'elicitation'],
      ['applied', undefined, 'elicitation'],
      ['applying', loggedWrite?.id, 'terminal'],
      ['applied', loggedWrite?.id, 'terminal'],
    ]);
  });

  it('happens once', async () => {
    await write('dials_turn_dial', { name: 'heat', value: 9 });
    await undo(await newest());
    const again = await newest();
    expect(again?.undone).toMatch(/^\d{4}-/);
    dials.set('heat', 9);
    expect((await undo(again)).result).toMatchObject({ code: 'RK_CONFLICT' });
  });

  it('happens once, also when it was listed before, or two terminals ask at the same time', async () => {
    await write('dials_turn_dial', { name: 'heat', value: 9 });
    const listed = await newest();
    let second: unknown;
    const first = await undo(listed, 'accept', {
      meanwhile: async () => {
        second = (await undo(listed)).result;
      },
    });
    expect(first.result).toMatchObject({ summary: 'Turn heat back' });
    expect(second).toMatchObject({
      code: 'RK_CONFLICT',
      message: expect.stringContaining('Another process is undoing it'),
    });
    dials.set('heat', 9);
    const third = await undo(listed);
    expect(third.result).toMatchObject({ code: 'RK_CONFLICT', message: expect.stringContaining('already undone') });
    expect([third.questions, dials.get('heat')]).toEqual([[], 9]);
  });

  it('is unknown when its answer is lost', async () => {
    await write('dials_turn_dial', { name: 'heat', value: 9 });
    onWrite = () => {
      throw new TypeError('gone');
    };
    expect((await undo(await newest())).result).toMatchObject({ code: 'RK_WRITE_UNKNOWN' });
    expect((await log()).at(-1)).toMatchObject({ state: 'unknown', error: 'RK_WRITE_UNKNOWN' });
  });
});

describe('undoing a batch', () => {
  const all = {
    dials: [
      { name: 'heat', value: 9 },
      { name: 'light', value: 8 },
      { name: 'sound', value: 7 },
    ],
  };

  it('sets back what is done, and leaves alone what was changed since, which the question says', async () => {
    await write('dials_turn_dials', all);
    dials.set('light', 5);
    const { questions, result } = await undo(await newest());
    expect(questions[0]).toContain('heat - value: 9 → 1');
    expect(questions[0]).not.toContain('light');
    expect(questions[0]).toContain('Note: Some were turned since.');
    expect(result).toMatchObject({ result: { done: 2, failed: 0, unknown: 0, notSent: 0 } });
    expect([...dials.values()]).toEqual([1, 5, 3]);
    expect((await log()).at(-1)).toMatchObject({ state: 'applied', outcomes: { done: 2 }, undoes: expect.any(String) });
  });

  it('of which a part was done sets back that part', async () => {
    onWrite = ([name]) => {
      if (name === 'light') throw new RolekitError('RK_INVALID_REQUEST', { reason: 'It is stuck.', hint: '' });
    };
    await write('dials_turn_dials', all);
    expect([...dials.values()]).toEqual([9, 2, 7]);
    onWrite = () => {};
    const { result } = await undo(await newest());
    expect(result).toMatchObject({ result: { done: 2 } });
    expect([...dials.values()]).toEqual([1, 2, 3]);
  });

  it('that was cut off goes on without asking again', async () => {
    await write('dials_turn_dials', all);
    onWrite = ([name]) => {
      if (name === 'light') throw new RolekitError('RK_RATE_LIMITED', { connector: 'Dials', seconds: 9 });
    };
    const first = await undo(await newest());
    expect(first.result).toMatchObject({ result: { done: 1, notSent: 2 } });
    onWrite = () => {};
    const second = await undo(await newest());
    expect(second.questions).toEqual([]);
    expect(second.result).toMatchObject({ result: { done: 3, notSent: 0 } });
    expect([...dials.values()]).toEqual([1, 2, 3]);
    expect((await newest())?.undone).toMatch(/^\d{4}-/);
  });
});
