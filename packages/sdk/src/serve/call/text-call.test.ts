import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineConnection, defineConnector } from '../../connector/connector.ts';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import { connectHttpRaw, connectRaw, type RawAnswer } from '../../testing/raw-client.ts';
import { shelf } from '../../testing/shelf-connector.ts';
import { toolErrorOf } from '../../tool-error.ts';
import { serveHttp } from '../endpoint/serve-http.ts';
import { servedFrom } from '../plugin/served-connector.ts';
import type { ServedPlugin } from '../plugin/types.ts';
import type { AuditEntry } from '../write/audit-log.ts';
import { labels, printer } from '../write/batch/labels.fixture.ts';

const RATING = z.object({ id: z.string(), stars: z.int().min(1), weight: z.number().nullable().optional() });

/** A tool that writes a number, and what its handler got. */
function ratings(): { plugin: ServedPlugin; applied: unknown[] } {
  const applied: unknown[] = [];
  const connection = defineConnection({ config: {}, open: () => ({}) });
  const rate = connection.write({
    name: 'ratings_set_rating',
    title: 'Rate',
    description: 'Rates.',
    input: RATING,
    item: RATING,
    plan: async ({ id, ...after }) => ({ summary: `Rate ${id}`, before: null, after }),
    async apply(input) {
      applied.push(input);
      return input;
    },
  });
  const connector = defineConnector({
    name: 'ratings',
    title: 'Ratings',
    version: '1.0.0',
    description: 'Ratings.',
    connection,
    hosts: [],
    tools: [rate],
  });
  const plugin = { name: 'ratings', version: '1.0.0', description: 'Ratings.', connectors: [servedFrom(connector)] };
  return { plugin, applied };
}

const YES = { inputResponses: { approval: { action: 'accept', content: { approve: true } } } };
const questionOf = ({ result = {} }: RawAnswer) =>
  (result.inputRequests as { approval: { params: { message: string } } }).approval.params.message;
const cursorOf = ({ result: { structuredContent = {} } = {} }: RawAnswer) =>
  (structuredContent.page as { next: string }).next;
const reasonOf = ({ result }: RawAnswer) => toolErrorOf(result ?? {})?.message;

let home: string;
let close: () => Promise<void>;
beforeEach(() => {
  home = temporaryFolder();
});
afterEach(async () => {
  await close();
});

async function auditLines(): Promise<AuditEntry[]> {
  const folder = join(home, '.rolekit', 'audit');
  const files = await readdir(folder);
  const text = await readFile(join(folder, files[0] ?? ''), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe.each([
  ['over stdio', connectRaw],
  ['over HTTP', connectHttpRaw],
])('a write %s', (_, connect) => {
  it('shows, applies and logs the number that a host sent as text', async () => {
    const { plugin, applied } = ratings();
    const host = await connect(plugin, { home, env: {} });
    close = host.close;
    const question = await host.call('ratings_set_rating', { id: '7', stars: '5', weight: '0.50' });
    expect(questionOf(question)).toBe('Rate 7\nin Ratings:\n  stars: 5\n  weight: 0.5');
    const requestState = question.result?.requestState;
    const done = await host.call(
      'ratings_set_rating',
      { id: '7', stars: '5', weight: '0.50' },
      { ...YES, requestState },
    );
    expect(done.result?.structuredContent).toMatchObject({ item: { id: '7', stars: 5, weight: 0.5 } });
    expect(applied).toEqual([{ id: '7', stars: 5, weight: 0.5 }]);
    expect((await auditLines()).map(({ state, after }) => [state, after])).toEqual([
      ['applying', { stars: 5, weight: 0.5 }],
      ['applied', { stars: 5, weight: 0.5 }],
    ]);
  });

  it.each([
    ['text, approved as a number', { stars: '5' }, { stars: 5 }],
    ['a number, approved as text', { stars: 5 }, { stars: '5' }],
    ['null as text', { stars: 5, weight: 'null' }, { stars: 5, weight: null }],
  ])('one approval stands for both: %s', async (_, asked, sent) => {
    const { plugin, applied } = ratings();
    const host = await connect(plugin, { home, env: {} });
    close = host.close;
    const { result } = await host.call('ratings_set_rating', { id: '7', ...asked });
    await host.call('ratings_set_rating', { id: '7', ...sent }, { ...YES, requestState: result?.requestState });
    expect(applied).toHaveLength(1);
  });

  it('an approval of 5 does not stand for "6"', async () => {
    const { plugin, applied } = ratings();
    const host = await connect(plugin, { home, env: {} });
    close = host.close;
    const { result } = await host.call('ratings_set_rating', { id: '7', stars: 5 });
    const other = { ...YES, requestState: result?.requestState };
    expect(reasonOf(await host.call('ratings_set_rating', { id: '7', stars: '6' }, other))).toContain(
      'other arguments',
    );
    expect(applied).toEqual([]);
  });

  it.each([
    [{ stars: '05' }, '`stars` is the text "05". Send a whole number, such as 5'],
    [{ stars: '12345678901234567890' }, '`stars` is "12345678901234567890", beyond ±2^53'],
    [{ stars: '5', weight: 'heavy' }, '`weight` is the text "heavy". Send null, or a number, such as 0.5'],
    [{ stars: '0' }, '`stars`: too small'],
    [{ stars: true }, '`stars`: invalid input: expected number'],
    [{ id: 7, stars: 5 }, '`id`: invalid input: expected string'],
  ])('refuses %j and says why', async (args, reason) => {
    const { plugin } = ratings();
    const host = await connect(plugin, { home, env: {} });
    close = host.close;
    expect(reasonOf(await host.call('ratings_set_rating', { id: '7', ...args }))).toContain(reason);
  });
});

it('a batch takes its list as text, once', async () => {
  const vendor = printer();
  const host = await connectRaw(labels(vendor), { home, env: {} });
  close = host.close;
  const { result } = await host.call('labels_print_labels', { texts: '["l1","l2"]' });
  const approved = { ...YES, requestState: result?.requestState };
  await host.call('labels_print_labels', { texts: ['l1', 'l2'] }, approved);
  expect(vendor.printed).toEqual(['l1', 'l2']);
});

it('the cursor of a call with numbers serves the same call with texts', async () => {
  const host = await connectRaw(shelf().plugin, { home, env: {} });
  close = host.close;
  const first = await host.call('shelf_list_books', { stars: 3, limit: 2 });
  const second = await host.call('shelf_list_books', { stars: '3', limit: '2', cursor: cursorOf(first) });
  expect(second.result?.structuredContent?.items).toEqual([
    { id: 'b13', title: 'Book 13', stars: 3 },
    { id: 'b18', title: 'Book 18', stars: 3 },
  ]);
});

describe('a whole number beyond 2^53 over HTTP', () => {
  async function post(name: string, args: string) {
    const { plugin } = ratings();
    const connectors = [...plugin.connectors, ...shelf().plugin.connectors];
    const serving = await serveHttp({ ...plugin, connectors }, { home, env: {} });
    close = () => serving.close();
    const meta = `{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"raw","version":"1"},"io.modelcontextprotocol/clientCapabilities":{"elicitation":{"form":{}}}}`;
    const response = await fetch(serving.url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${serving.token}`,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': 'tools/call',
        'mcp-name': name,
      },
      body: `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"${name}","arguments":${args},"_meta":${meta}}}`,
    });
    const text = await response.text();
    return JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? text) as RawAnswer;
  }

  it('keeps its digits where a tool takes text', async () => {
    expect(reasonOf(await post('shelf_get_book', '{"id":12345678901234567890}'))).toContain(
      'Book 12345678901234567890',
    );
  });

  it('keeps them in a write, before a person', async () => {
    const answer = await post('ratings_set_rating', '{"id":12345678901234567890,"stars":5}');
    expect(questionOf(answer)).toContain('Rate 12345678901234567890');
  });

  it('is refused by name where only a number is taken', async () => {
    const answer = await post('ratings_set_rating', '{"id":"7","stars":12345678901234567890}');
    expect(reasonOf(answer)).toContain('`stars` is "12345678901234567890", beyond ±2^53');
  });
});
