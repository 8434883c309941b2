import { spawn } from 'node:child_process';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import { writeSandboxProfile } from '../../testing/connect-sandbox.ts';
import { callOnce, KINDS } from './lists.fixture.ts';

let home: string;
let asked: string[] = [];
/** How often a job is asked for until it is done. */
let polls = 1;

/** What makes its next addresses long. */
let pad = '';

/** A vendor with ten rows to a page, paged in each way. With `gap`, the page after the first is empty. */
const vendor = createServer(async (request, response) => {
  const url = new URL(request.url ?? '', 'http://vendor');
  const body = await text(request);
  asked.push(`${request.method} ${url.pathname}`);
  const given = { ...Object.fromEntries(url.searchParams), ...(body ? JSON.parse(body) : {}) };
  const answer = (status: number, json: unknown, headers: Record<string, string> = {}) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(json));

  const [, kind, id, part] = url.pathname.split('/');
  if (kind === 'accepted') {
    if (request.method === 'POST') return answer(202, {}, { location: '/accepted/7', 'retry-after': '0' });
    return polls-- > 0 ? answer(202, {}, { 'retry-after': '0' }) : answer(200, { rows: [{ id: 1 }] });
  }
  if (kind === 'status') {
    if (part === 'rows') return answer(200, { rows: [{ id: 2 }] });
    return answer(200, { job: { id: 'j7', state: id !== undefined && polls-- <= 0 ? 'DONE' : 'RUNNING' } });
  }

  const all = Array.from({ length: Number(given.rows) }, (_, index) => ({ id: index + 1 }));
  const size = Math.min(10, Number(given.limit ?? 10));
  const pointer = String(given.after ?? given.pageToken ?? given.at ?? '');
  if (pointer === 'gap') return answer(200, pageOf([], 'p10'));
  const from = pointer ? Number(pointer.slice(1)) : startOf(given, size);
  const to = from + size;
  const hasMore = to < all.length;
  const next = given.gap && from === 0 ? 'gap' : `p${to}`;
  const page = pageOf(all.slice(from, to), hasMore ? next : undefined);
  return answer(200, page, hasMore ? { link: `<?at=${next}&rows=${given.rows}>; rel="next"` } : {});

  function pageOf(rows: unknown[], token: string | undefined) {
    const link = `<?at=${token}&rows=${given.rows}>; rel="next"`;
    if (rows.length === 0 && token) response.setHeader('link', link);
    return {
      rows,
      next: token,
      meta: { token },
      nextUrl: token && `/url?at=${token}&rows=${given.rows}${pad && `&pad=${pad}`}`,
    };
  }
});

function startOf({ page, skip, id_gt }: Record<string, string>, size: number): number {
  if (page !== undefined) return (Number(page) - 1) * size;
  return Number(skip ?? id_gt ?? 0);
}

beforeEach(async () => {
  asked = [];
  polls = 1;
  pad = '';
  home = temporaryFolder();
  await new Promise<void>((resolve) => vendor.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(vendor.address() as AddressInfo).port}`;
  await writeSandboxProfile('shop', { baseUrl, values: { baseUrl } }, home);
});
afterEach(async () => {
  vendor.closeAllConnections();
  vendor.close();
});

type Call = (home: string, tool: string, args: Record<string, unknown>) => ReturnType<typeof callOnce>;

/** The same call in a process of its own. */
const inProcess: Call = async (...[at, tool, args]) => {
  const fixture = fileURLToPath(new URL('./lists.fixture.ts', import.meta.url));
  const child = spawn(process.execPath, ['--conditions=rolekit-source', fixture], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify({ home: at, tool, args }));
  return JSON.parse(await text(child.stdout));
};

/** Reads a list to its end, each page in a server of its own. */
async function walk(tool: string, args: Record<string, unknown>, call: Call = callOnce) {
  const ids: number[] = [];
  const pages: number[] = [];
  for (let cursor: string | undefined; ; ) {
    const { isError, structured, text: told } = await call(home, tool, { ...args, ...(cursor ? { cursor } : {}) });
    if (isError) throw new TypeError(told);
    const { items, page, notes } = structured as {
      items: { id: number }[];
      page: { truncated: boolean; next?: string };
      notes?: string[];
    };
    expect(notes).toEqual(items.length === 0 && page.next !== undefined ? [EMPTY_PAGE] : undefined);
    expect(page.truncated).toBe(page.next !== undefined);
    ids.push(...items.map(({ id }) => id));
    pages.push(items.length);
    cursor = page.next;
    if (cursor === undefined) return { ids, pages };
    if (pages.length > 20) throw new TypeError('endless');
  }
}
const EMPTY_PAGE =
  'This page has no rows, and the list goes on: read the next page before you say that there are none.';
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe.each(Object.keys(KINDS))('a list by %s, each page of which is asked for by another server', (kind) => {
  const tool = `shop_list_by_${kind}`;

  it('has every row once, whatever its length is to that of a page', async () => {
    expect(await walk(tool, { rows: 0, limit: 10 })).toEqual({ ids: [], pages: [0] });
    expect((await walk(tool, { rows: 10, limit: 10 })).ids).toEqual(upTo(10));
    expect((await walk(tool, { rows: 20, limit: 10 })).ids).toEqual(upTo(20));
    expect((await walk(tool, { rows: 23, limit: 10 })).ids).toEqual(upTo(23));
  });

  it('has every row once when fewer or more are asked for than the vendor gives', async () => {
    expect((await walk(tool, { rows: 23, limit: 7 })).ids).toEqual(upTo(23));
    expect((await walk(tool, { rows: 23, limit: 100 })).ids).toEqual(upTo(23));
  });

  it('refuses a cursor of other arguments, of another list, and one that was changed', async () => {
    const { structured } = await callOnce(home, tool, { rows: 23, limit: 10 });
    const { next } = (structured as { page: { next: string } }).page;
    const other = kind === 'cursor' ? 'shop_list_by_page' : 'shop_list_by_cursor';
    const changed = `${next.slice(0, -2)}${next.endsWith('AA') ? 'BB' : 'AA'}`;
    asked = [];
    const refused = [
      await callOnce(home, tool, { rows: 24, limit: 10, cursor: next }),
      await callOnce(home, other, { rows: 23, limit: 10, cursor: next }),
      await callOnce(home, tool, { rows: 23, limit: 10, cursor: changed }),
      await callOnce(home, tool, { rows: 23, limit: 10, cursor: 'p20' }),
    ];
    const kinds = refused.map((item) => (item.structured as { error: { kind: string } }).error.kind);
    expect(kinds).toEqual(['invalid_request', 'invalid_request', 'invalid_request', 'invalid_request']);
    expect(asked).toEqual([]);
  });
});

it.each(['cursor', 'token', 'link', 'url'])(
  'an empty page in the middle of a list by %s is not its end, and says so',
  async (kind) => {
    const { ids, pages } = await walk(`shop_list_by_${kind}`, { rows: 23, limit: 10, gap: true });
    expect(ids).toEqual(upTo(23));
    expect(pages).toEqual([10, 0, 10, 3]);
  },
);

it('each exchange is written to the file that the user names, without the values of its query', async () => {
  await writeFile(join(home, '.rolekit/network.json'), '{"trace":"logs/vendors.jsonl"}');
  await callOnce(home, 'shop_list_by_offset', { rows: 3, limit: 2 });
  await callOnce(home, 'shop_list_by_cursor', { rows: 3, limit: 2 });
  const path = join(home, '.rolekit/logs/vendors.jsonl');
  const lines = (await readFile(path, 'utf8')).trim().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    {
      at: expect.stringMatching(/^\d{4}-.*Z$/),
      connector: 'shop',
      method: 'GET',
      url: expect.stringMatching(/\/offset\?rows=•••&limit=•••&skip=•••$/),
      status: 200,
      ms: expect.any(Number),
      bytes: expect.any(Number),
      attempt: 1,
      hop: 0,
    },
    expect.objectContaining({ url: expect.stringMatching(/\/cursor\?rows=•••&limit=•••$/) }),
  ]);
  if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
});

it('a place in a list that is too long for a cursor is said, and its page is not lost', async () => {
  pad = 'x'.repeat(9000);
  const { isError, structured, text: told } = await callOnce(home, 'shop_list_by_url', { rows: 23, limit: 10 });
  expect(isError).toBe(false);
  const { items, page, notes } = structured as { items: unknown[]; page: object; notes: string[] };
  expect(items).toHaveLength(10);
  expect(page).toEqual({ returned: 10, truncated: true });
  expect(notes).toEqual([
    'There are more rows, and the service’s name for the next page is too long to be handed on. Narrow the request.',
  ]);
  expect(told).toContain('Note: There are more rows');
});

describe('in processes of their own', () => {
  it('the pages of a list follow each other', async () => {
    expect(await walk('shop_list_by_cursor', { rows: 23, limit: 10 }, inProcess)).toEqual({
      ids: upTo(23),
      pages: [10, 10, 3],
    });
  });

  it.each([
    ['accepted', 'POST /accepted', ['GET /accepted/7'], 1],
    ['status', 'POST /status', ['GET /status/j7', 'GET /status/j7/rows'], 2],
  ])('a job by %s is started once, and gone on with by whoever has its cursor', async (kind, start, rest, id) => {
    const tool = `shop_export_by_${kind}`;
    const started = await inProcess(home, tool, { withinMs: 0 });
    const { error } = started.structured as { error: { kind: string; cursor: string; next: string } };
    expect(error.kind).toBe('timeout');
    expect(error.next).toContain(error.cursor);
    expect(asked).toEqual([start]);
    asked = [];
    const other = await callOnce(home, tool, { withinMs: 1, cursor: error.cursor });
    expect((other.structured as { error: { kind: string } }).error.kind).toBe('invalid_request');
    polls = 0;
    const { structured } = await inProcess(home, tool, { withinMs: 0, cursor: error.cursor });
    expect((structured as { items: unknown[] }).items).toEqual([{ id }]);
    expect(asked).toEqual(rest);
  });
});
