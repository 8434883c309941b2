import { describe, expect, it, onTestFinished } from 'vitest';
import type { AnyItemTool, AnyTool, AnyWriteTool } from '../../connector/tool.ts';
import type { RawAnswer, RawClient } from '../raw-client.ts';
import { connectPeople, connectRaw } from '../raw-client.ts';
import { shelf } from '../shelf-connector.ts';
import { refusesLate, refusesStranger } from './checks/approval.ts';
import { misuse, type Victim } from './checks/misuse.ts';
import { misuseOlder } from './checks/misuse-2025.ts';
import { contract, DEFAULT_BUDGETS } from './run.ts';
import { type Bench, openBench } from './test-bench.ts';

const ARGS = { id: 'b1', title: 'New' };

/** The shelf as a vendor that counts what is written to it. */
function counted() {
  const { plugin, seen, connector } = shelf();
  const [served] = plugin.connectors;
  if (!served) throw new TypeError('no connector');
  const examples = [
    { title: 'One', input: ARGS },
    { title: 'Another', input: { id: 'b2', title: 'Other' } },
  ];
  const rename = { ...(connector.tools.shelf_update_book as AnyTool), examples };
  const load = async () => ({ ...connector, tools: { ...connector.tools, shelf_update_book: rename } });
  const start = async () => ({
    name: 'shelf',
    baseUrl: 'http://127.0.0.1:9',
    environment: 'sandbox' as const,
    credentials: {},
    values: {},
    stats: () => ({ reads: 0, writes: seen.applied }),
    close: async () => {},
  });
  return { served: { ...served, load }, start, seen };
}

async function victimOf(change: (raw: RawClient, bench: Bench) => RawClient = (raw) => raw): Promise<Victim> {
  const { served, start } = counted();
  const bench = await openBench(served, start, {
    level: 'standard',
    seed: 1,
    budgets: DEFAULT_BUDGETS,
    bundle: undefined,
  });
  const raw = await connectRaw(bench.plugin(), bench.serving({ home: bench.emptyHome }));
  onTestFinished(async () => {
    await raw.close();
    await bench.close();
  });
  const tool = bench.tools.find(({ name }) => name === 'shelf_update_book');
  if (!tool) throw new TypeError('no tool');
  return { tool, bench, raw: change(raw, bench), args: ARGS, writes: () => bench.writes() };
}

type Extra = { requestState?: string; inputResponses?: { approval: { content: { approve: boolean } } } };

/** A server that makes one mistake: `wrong` answers in the place of the true one, or not at all. */
const breaking =
  (wrong: (args: Record<string, unknown>, extra: Extra, raw: RawClient) => Promise<RawAnswer | undefined>) =>
  (raw: RawClient): RawClient => ({
    ...raw,
    call: async (name, args, extra = {}) => (await wrong(args, extra, raw)) ?? raw.call(name, args, extra),
  });

const isYes = (extra: Extra) => extra.inputResponses?.approval.content.approve === true;

/** What a server does that writes without minding what it was asked. */
async function writeAnyhow(raw: RawClient, args: Record<string, unknown>): Promise<RawAnswer> {
  const { result } = await raw.call('shelf_update_book', args);
  const approval = { action: 'accept', content: { approve: true } };
  return raw.call('shelf_update_book', args, { requestState: result?.requestState, inputResponses: { approval } });
}

describe('the contract of approvals', () => {
  it('finds nothing in this SDK, over stdio and HTTP, in both eras', async () => {
    const { served, start, seen } = counted();
    const only = ['approval', 'approval/http', 'approval/older-hosts', 'approval/expired', 'approval/stranger'];
    const plugin = { name: 'reading', version: '1.0.0', description: 'Reading.', connectors: [served] };
    const { results } = await contract(plugin, { only, sandbox: start });
    expect(results.map(({ check, status, problem }) => [check, status, problem])).toEqual(
      ['approval/expired', 'approval/stranger', 'approval', 'approval/http', 'approval/older-hosts'].map((check) => [
        check,
        'passed',
        undefined,
      ]),
    );
    expect(seen.applied).toBe(3);
  });

  it('finds a server that takes a yes without state', async () => {
    const victim = await victimOf(
      breaking(async (args, extra, raw) =>
        isYes(extra) && extra.requestState === undefined ? writeAnyhow(raw, args) : undefined,
      ),
    );
    expect(await misuse(victim)).toBe('it wrote for a yes without the state of its question');
  });

  it('finds a server that reads no seal', async () => {
    const victim = await victimOf(
      breaking(async (args, extra, raw) => (extra.requestState?.endsWith('AAAA') ? writeAnyhow(raw, args) : undefined)),
    );
    expect(await misuse(victim)).toBe('it wrote for a forged state');
  });

  it('finds a server that takes a state for a yes', async () => {
    const victim = await victimOf(
      breaking(async (args, extra, raw) =>
        extra.requestState && !extra.inputResponses ? writeAnyhow(raw, args) : undefined,
      ),
    );
    expect(await misuse(victim)).toBe('it wrote for a state without an answer');
  });

  it('finds a server that takes a form that came back for a yes', async () => {
    const victim = await victimOf(
      breaking(async (args, extra, raw) =>
        extra.inputResponses && !isYes(extra) ? writeAnyhow(raw, args) : undefined,
      ),
    );
    expect(await misuse(victim)).toBe('it wrote for a no');
  });

  it('finds a server that does not bind a yes to its arguments', async () => {
    const victim = await victimOf(
      breaking(async (args, extra, raw) =>
        isYes(extra) && extra.requestState && args.id === 'b2' ? writeAnyhow(raw, args) : undefined,
      ),
    );
    expect(await misuse(victim)).toBe('it wrote for other arguments than approved');
  });

  it('finds a server that counts a yes as often as it comes', async () => {
    const used = new Set<string>();
    const victim = await victimOf(
      breaking(async (args, extra, raw) => {
        const { requestState } = extra;
        if (!isYes(extra) || !requestState || requestState.endsWith('AAAA') || args.id !== 'b1') return undefined;
        return used.size === used.add(requestState).size ? writeAnyhow(raw, args) : undefined;
      }),
    );
    expect(await misuse(victim)).toBe('it wrote twice for one yes that came twice at once');
  });

  it('finds a server that counts a yes again later', async () => {
    const times = new Map<string, number>();
    const victim = await victimOf(
      breaking(async (args, extra, raw) => {
        const state = extra.requestState ?? '';
        times.set(state, (times.get(state) ?? 0) + 1);
        return isYes(extra) && times.get(state) === 3 ? writeAnyhow(raw, args) : undefined;
      }),
    );
    expect(await misuse(victim)).toBe('it wrote again for a yes that was used');
  });

  it('finds a server that takes the yes of one question for another one', async () => {
    let asked = 0;
    const victim = await victimOf(
      breaking(async (args, extra, raw) => {
        if (!extra.requestState) asked++;
        const isLast = extra.inputResponses && !isYes(extra) && asked > 4;
        return isLast ? writeAnyhow(raw, args) : undefined;
      }),
    );
    expect(await misuse(victim)).toBe('it accepted the yes to one question for another');
  });

  it('finds a server that says it wrote, and did not', async () => {
    const victim = await victimOf(
      breaking(async (_, extra) =>
        isYes(extra) && extra.requestState && !extra.requestState.endsWith('AAAA')
          ? { result: { isError: extra.requestState === '', structuredContent: {} } }
          : undefined,
      ),
    );
    expect(await misuse(victim)).toBe('it answered a result for other arguments than approved');
  });

  it('finds a server whose approvals never expire', async () => {
    expect(await refusesLate(await victimOf())).toBe('it wrote for a yes that came too late');
  });

  it('finds a server that takes everybody for the same person', async () => {
    const own = await victimOf();
    expect(await refusesStranger(own, own)).toBe('it wrote for the yes of another person');
  });

  it('finds a server that gives a state back to its owner after another person had it', async () => {
    const victim = await victimOf();
    const people = await connectPeople(victim.bench.plugin(), victim.bench.serving({ home: victim.bench.emptyHome }));
    const strangers = { ...people.as('bob'), call: async () => ({ error: { message: 'refused, and nothing done' } }) };
    expect(await refusesStranger({ ...victim, raw: people.as('ann') }, { ...victim, raw: strangers })).toBe(
      'it wrote for a state that another person had',
    );
    await people.close();
  });

  it('finds a tool that an older host finds done without a question', async () => {
    const { tool, bench, writes } = await victimOf();
    const plugin = bench.plugin.bind(bench);
    const mute = Object.assign(Object.create(bench) as Bench, {
      plugin: () => {
        const [served] = plugin().connectors;
        if (!served) throw new TypeError('no connector');
        const tools = served.description.tools.map((entry) => ({ ...entry, access: 'read' as const }));
        const load = async () => {
          const connector = await served.load();
          const rename = connector.tools.shelf_update_book as AnyWriteTool;
          const get: AnyItemTool['get'] = (call) =>
            rename.apply({ ...call, idempotencyKey: 'x', plan: { summary: '', before: null, after: null } });
          const asRead = { kind: 'item', access: 'read', projectable: false, files: false, get } as const;
          return { ...connector, tools: { shelf_update_book: { ...rename, ...asRead } } };
        };
        return { ...plugin(), connectors: [{ description: { ...served.description, tools }, load }] };
      },
      serving: bench.serving.bind(bench),
      hear: bench.hear.bind(bench),
    });
    expect(await misuseOlder(tool, mute, ARGS, { home: bench.emptyHome, writes })).toBe(
      'it wrote for an answer that came without a question',
    );
  });
});
