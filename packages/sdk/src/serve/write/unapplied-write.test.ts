import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import { connectInMemory } from '../../testing/in-memory.ts';
import { connectPeople } from '../../testing/raw-client.ts';
import { shelf } from '../../testing/shelf-connector.ts';
import { ApprovalLinks } from './approval-links.ts';
import { undoableWrites } from './undo.ts';

const SECRET = 'a title that nobody approved';
const YES = { action: 'accept', content: { approve: true } };
let home: string;

beforeEach(() => {
  home = temporaryFolder();
});

async function lines(): Promise<Record<string, unknown>[]> {
  const folder = join(home, '.rolekit', 'audit');
  const texts = await Promise.all(
    (await readdir(folder).catch(() => [])).map((name) => readFile(join(folder, name), 'utf8')),
  );
  return texts.flatMap((text) =>
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  );
}

const asked = { id: 'b1', title: SECRET };
const of = {
  at: expect.any(String),
  plugin: 'reading@1.0.0',
  connector: 'shelf',
  tool: 'shelf_update_book',
  environment: 'production',
  principal: expect.stringContaining('local:'),
};

it.each([
  ['decline', 'refused', 'the person answered "decline"'],
  ['cancel', 'cancelled', 'the person answered "cancel"'],
] as const)('a person who answers "%s" leaves a line without the values', async (approve, state, reason) => {
  const library = shelf();
  const host = await connectInMemory(library.plugin, { home, approve });
  await host.call('shelf_update_book', asked).catch(() => {});
  await host.close();
  expect(library.seen.applied).toBe(0);
  expect(await lines()).toEqual([{ ...of, state, reason, summary: expect.stringContaining('b1') }]);
  expect(await undoableWrites(home)).toEqual([]);
});

it('an answer that was given before, to something else or by somebody else leaves a line that denies it', async () => {
  const library = shelf();
  const people = await connectPeople(library.plugin, { home });
  const call = async (person: string, args: Record<string, unknown>, extra: Record<string, unknown> = {}) =>
    (await people.as(person).call('shelf_update_book', args, extra)).result as { requestState?: string };
  const { requestState } = await call('ann', asked);
  const yes = { requestState, inputResponses: { approval: YES } };
  await call('ann', { ...asked, title: 'Other' }, yes);
  await call('ann', asked, yes);
  expect(await lines()).toMatchObject([
    { state: 'denied', reason: expect.stringContaining('other arguments') },
    { state: 'denied', reason: expect.stringContaining('already used') },
  ]);
});

it('a question that nobody answered in time leaves a line', async () => {
  const people = await connectPeople(shelf().plugin, { home, approvalMs: 20 });
  await people.as('ann').call('shelf_update_book', asked, {});
  await expect.poll(lines).toMatchObject([{ state: 'expired', reason: 'nobody answered in time' }]);
});

it('a host that cannot ask, and a policy that forbids it, leave a line', async () => {
  const silent = await connectInMemory(shelf().plugin, { home });
  await silent.call('shelf_update_book', asked).catch(() => {});
  await silent.close();
  const plugin = { ...shelf().plugin, policy: { writes: 'deny' as const } };
  const denied = await connectInMemory(plugin, { home, approve: 'accept' });
  await denied.call('shelf_update_book', asked).catch(() => {});
  await denied.call('shelf_get_book', { id: 'b1' });
  await denied.close();
  expect(await lines()).toMatchObject([
    { state: 'denied', environment: null, reason: 'nobody could be asked to approve it' },
    { state: 'denied', environment: null, tool: 'shelf_update_book', reason: expect.stringContaining('policy') },
  ]);
});

it('what was declined on the approval page is told once, and what was not decided when its time is over', () => {
  let now = 0;
  const links = new ApprovalLinks(60_000, { now: () => now });
  const told: string[] = [];
  const change = { summary: 's', connector: 'Shelf', environment: 'production' as const, values: [] };
  const ask = (name: string) =>
    links.ask(
      { tool: name, input: {}, principal: 'ann', connection: 'c' },
      { summary: 's', before: null, after: {} },
      change,
      (state) => told.push(`${name} ${state}`),
    );
  const [declined, approved] = [ask('declined'), ask('approved')];
  ask('left');
  links.decide(declined.id, 'declined');
  links.decide(declined.id, 'declined');
  links.decide(approved.id, 'approved');
  now = 60_001;
  links.find('any');
  expect(told).toEqual(['declined refused', 'left expired']);
});

it('nothing of the values is in any line', async () => {
  for (const approve of ['decline', 'cancel'] as const) {
    const host = await connectInMemory(shelf().plugin, { home, approve });
    await host.call('shelf_update_book', asked).catch(() => {});
    await host.close();
  }
  expect(await lines()).toHaveLength(2);
  expect(JSON.stringify(await lines())).not.toContain(SECRET);
});
