import { readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import { driftOf } from './drift.ts';
import { startRecorder } from './record.ts';
import { keyOf, startReplay } from './replay.ts';
import { saveRecording } from './save.ts';
import { Synthesizer } from './synthetic.ts';
import { RECORDINGS_FOLDER } from './types.ts';

const ACCOUNT = {
  id: '0015x',
  name: 'Kestrel Rail',
  email: 'ann@kestrel.example',
  open: true,
  revenue: 1234,
  since: '2021-04-05',
};
let api: ReturnType<typeof createServer>;
let upstream: string;
let echoed = '';

beforeAll(async () => {
  api = createServer((request, response) => {
    const body = request.url?.startsWith('/accounts/')
      ? ACCOUNT
      : {
          data: [{ ...ACCOUNT, status: 'active', token: 'never-keep-me' }],
          said: echoed,
          owners: { 'bob@kestrel.example': { 'owner@odata.count': 1 }, 'Cara Finch': {}, '4711001': {} },
        };
    response
      .writeHead(200, {
        'content-type': 'application/json',
        'set-cookie': 'sid=cookie-secret',
        link: `<${upstream}/accounts?name=Kestrel&after=Marlow>; title="Finch"; rel="next", </accounts?x=Juniper>; rel=last`,
      })
      .end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
  upstream = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
});
afterAll(() => new Promise<void>((resolve) => api.close(() => resolve())));

const PLANTED = 'planted-secret-value';

async function record(allow: string[]) {
  const recorder = await startRecorder({ connector: 'shop', upstream, allow, secrets: [PLANTED] });
  const headers = { authorization: 'Bearer live-token-123' };
  await fetch(`${recorder.baseUrl}/accounts?name=Kestrel`, { headers });
  await fetch(`${recorder.baseUrl}/accounts/0015x`, { headers });
  return recorder;
}

it('is refused when an allowed field holds a secret', async () => {
  echoed = `said ${PLANTED}`;
  const recorder = await record(['said']);
  expect(() => recorder.recording()).toThrow('holds a secret');
  await recorder.close();
  echoed = 'said Bearer live-token-123';
  const other = await record(['said']);
  expect(() => other.recording()).toThrow('holds a secret');
  await other.close();
  echoed = '';
});

it('keeps the numbers that pages are counted by, also where a row has the same one, and maps cursors with their answers', async () => {
  const vendor = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://vendor');
    const page = Number(searchParams.get('page') ?? searchParams.get('after') ?? 1);
    response.end(JSON.stringify({ rows: [{ id: page, next: page + 1 }], of: pathname }));
  });
  await new Promise<void>((resolve) => vendor.listen(0, '127.0.0.1', resolve));
  const at = `http://127.0.0.1:${(vendor.address() as AddressInfo).port}`;
  const counted = await startRecorder({ connector: 'shop', upstream: at, secrets: [] });
  for (const page of [1, 2, 3]) await fetch(`${counted.baseUrl}/counted?page=${page}`);
  expect(counted.recording().exchanges.map(({ query }) => query.page)).toEqual(['1', '2', '3']);
  await counted.close();
  const followed = await startRecorder({ connector: 'shop', upstream: at, secrets: [] });
  for (const query of ['', '?after=2', '?after=3']) await fetch(`${followed.baseUrl}/followed${query}`);
  const [first, second] = followed.recording().exchanges;
  const next = (first?.body as { rows: { next: number }[] } | undefined)?.rows[0]?.next;
  expect(next).not.toBe(2);
  expect(second?.query.after).toBe(String(next));
  await followed.close();
  vendor.close();
});

it('answers a request of a body by what stands where in it', async () => {
  const page = (offset: number) => ({ method: 'POST', path: '/search', query: {}, request: { limit: 1, offset } });
  const exchanges = [0, 1].map((offset) => ({ ...page(offset), status: 200, headers: {}, body: { at: offset } }));
  const replay = await startReplay(
    { format: 1, connector: 'shop', recordedAt: '2026-11-20T09:00:00.000Z', exchanges },
    {},
  );
  const second = await fetch(`${replay.baseUrl}/search`, { method: 'POST', body: '{"limit":1,"offset":1}' });
  expect(await second.json()).toEqual({ at: 1 });
  await replay.close();
});

it('keeps allowed fields only; the rest has the same form and other values', async () => {
  const recorder = await record(['data.*.status', 'data.*.token']);
  const text = JSON.stringify(recorder.recording());
  for (const secret of [
    'Kestrel',
    '0015x',
    'ann@',
    '1234',
    '2021-04-05',
    'live-token-123',
    'never-keep-me',
    'cookie-secret',
    'bob@',
    'Cara',
    '4711001',
    'Marlow',
    'Finch',
    'Juniper',
  ])
    expect(text).not.toContain(secret);
  const [list, one] = recorder.recording().exchanges;
  expect(list?.body).toMatchObject({
    data: [
      {
        status: 'active',
        open: true,
        email: expect.stringMatching(/^\w+@synthetic\.example$/),
        since: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
        revenue: expect.any(Number),
      },
    ],
  });
  const id = (list as { body: { data: { id: string }[] } }).body.data[0]?.id;
  expect(one?.path).toBe(`/accounts/${id}`);
  await recorder.close();
});

it('keeps names of fields, and makes up keys that are somebody’s', async () => {
  const recorder = await record([]);
  const [list] = recorder.recording().exchanges;
  const { owners } = Object(list?.body) as { owners: Record<string, object> };
  expect(Object.keys(owners)).toHaveLength(3);
  expect(Object.values(owners)).toContainEqual({ 'owner@odata.count': expect.any(Number) });
  await recorder.close();
});

it('leads to the next page as the API did, by its header', async () => {
  const recorder = await record([]);
  const replay = await startReplay(recorder.recording(), {});
  await recorder.close();
  const { headers } = await fetch(`${replay.baseUrl}/accounts?name=x`);
  const [next, last] = headers.get('link')?.split(', ') ?? [];
  expect(next).toMatch(
    new RegExp(`^<${replay.baseUrl}/accounts\\?name=synthetic-0\\w+&after=synthetic-0\\w+>; rel="next"$`),
  );
  expect(last).toMatch(/^<\/accounts\?x=synthetic-0\w+>; rel="last"$/);
  await replay.close();
});

it('is saved for its owner alone, in a folder that git ignores', async () => {
  const folder = temporaryFolder();
  const recorder = await record([]);
  const path = join(folder, RECORDINGS_FOLDER, 'shop.json');
  await recorder.save(path);
  await recorder.close();
  expect((await stat(path)).mode & 0o077).toBe(0);
  expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ format: 1, connector: 'shop' });
  expect(await readFile(join(path, '..', '.gitignore'), 'utf8')).toBe('*\n');
  await saveRecording(join(folder, 'shop.json'), recorder.recording());
  await expect(readFile(join(folder, '.gitignore'))).rejects.toThrow('ENOENT');
  await rm(folder, { recursive: true });
});

it('is replayed, with what was not recorded as a 404', async () => {
  const recorder = await record(['data.*.status']);
  const recording = recorder.recording();
  await recorder.close();
  const replay = await startReplay(recording, { baseUrl: '{baseUrl}/' });
  expect(replay.values.baseUrl).toBe(`${replay.baseUrl}/`);
  const list = (await (await fetch(`${replay.baseUrl}/accounts?name=x`)).json()) as { data: { id: string }[] };
  const response = await fetch(`${replay.baseUrl}/accounts/${list.data[0]?.id}`);
  expect(await response.json()).toMatchObject({ id: list.data[0]?.id });
  expect((await fetch(`${replay.baseUrl}/orders`)).status).toBe(404);
  await replay.close();
});

it('never takes a made-up id for a word of the API', () => {
  const keys = Array.from({ length: 200 }, (_, index) => {
    const path = `/accounts/${new Synthesizer([]).text(`id${index}`)}`;
    return keyOf({ method: 'GET', path, query: {} });
  });
  expect(new Set(keys)).toEqual(new Set(['GET /accounts/* ?']));
});

it('drifts by form, not by value', async () => {
  const first = await record([]);
  const before = first.recording();
  await first.close();
  const second = await record([]);
  const after = second.recording();
  await second.close();
  expect(driftOf(before, after)).toEqual([]);
  const account = after.exchanges.find((exchange) => keyOf(exchange) === 'GET /accounts/* ?');
  // keys that are somebody's are others each time
  expect(Object.keys(Object(before.exchanges[0]?.body).owners)).not.toEqual(
    Object.keys(Object(after.exchanges[0]?.body).owners),
  );
  Object.assign(account?.body as object, { revenue: '12', plan: 'pro', name: undefined });
  expect(driftOf(before, JSON.parse(JSON.stringify(after)))).toEqual([
    { request: 'GET /accounts/* ?', at: 'name', change: 'removed', before: 'string', after: 'nothing' },
    { request: 'GET /accounts/* ?', at: 'plan', change: 'added', before: 'nothing', after: 'string' },
    { request: 'GET /accounts/* ?', at: 'revenue', change: 'type', before: 'number', after: 'string' },
  ]);
});
