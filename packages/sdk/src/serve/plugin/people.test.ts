import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { writeConnection } from '../../settings/profiles.ts';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import type { HttpServing } from '../endpoint/http-options.ts';
import { serveHttp } from '../endpoint/serve-http.ts';
import { type Issuer, startIssuer } from '../oauth/issuer.fixture.ts';
import { connectPerson, type NotesApp, notesPlugin, startNotes } from '../write/notes.fixture.ts';
import { makePerson, personHome } from './people.ts';

let home: string;
let issuer: Issuer;
let serving: HttpServing;
let ofServer: NotesApp;
const apps: Record<string, NotesApp> = {};
const contexts: unknown[] = [];
const problems: string[] = [];

beforeAll(async () => {
  home = temporaryFolder();
  issuer = await startIssuer();
  for (const person of ['ada', 'bob']) {
    const app = await startNotes(person);
    apps[person] = app;
    await connectPerson(home, `${issuer.url}|${person}`, app);
  }
  // what the server's own user has: nobody else may ever get it
  ofServer = await startNotes('server');
  const values = { baseUrl: ofServer.url, key: 'key-of-server' };
  await writeConnection('notes', { format: 1, active: 'default', profiles: { default: { values } } }, home);
  serving = await serveHttp(
    {
      ...notesPlugin(),
      extend(mcp, { principal }) {
        const uri = 'me://principal';
        mcp.registerResource('me', uri, {}, async () => ({ contents: [{ uri, text: principal }] }));
      },
      rawTools: [
        {
          definition: { name: 'whoami', description: 'Who.', inputSchema: { type: 'object' } } as never,
          call: (_, context) => {
            contexts.push(context.http?.authInfo);
            return { content: [{ type: 'text', text: String(context.http?.authInfo?.extra?.principal) }] };
          },
        },
      ],
    },
    {
      home,
      env: { NOTES_URL: ofServer.url, NOTES_KEY: 'key-of-server' },
      policyFiles: [join(home, 'own-policy.json')],
      onProblem: (text) => problems.push(text),
      oauth: { issuer: issuer.url, clockSkewSeconds: 0 },
    },
  );
});
afterAll(async () => {
  await serving?.close();
  await Promise.all([issuer, ofServer, ...Object.values(apps)].map((item) => item?.close()));
});

const app = (person: string): NotesApp => apps[person] as NotesApp;

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': { elicitation: { form: {} } },
};

interface Answer {
  status: number;
  session: string;
  // biome-ignore lint/suspicious/noExplicitAny: answers of any form
  result: any;
  error?: { message: string };
}

/** Sends one message as a person, in the words of an era. */
async function send(
  person: string,
  method: string,
  params: Record<string, unknown>,
  more: { era?: 'modern' | 'legacy'; session?: string; id?: number | null; signal?: AbortSignal; token?: string } = {},
): Promise<Answer> {
  const { era = 'modern', session, id = 1, signal, token = await issuer.token(serving.url, { sub: person }) } = more;
  const named = params.name ?? params.uri;
  const response = await fetch(serving.url, {
    method: 'POST',
    ...(signal ? { signal } : {}),
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      authorization: `Bearer ${token}`,
      'mcp-protocol-version': era === 'modern' ? '2026-07-28' : '2025-11-25',
      ...(era === 'modern' ? { 'mcp-method': method, ...(named ? { 'mcp-name': String(named) } : {}) } : {}),
      ...(session === undefined ? {} : { 'mcp-session-id': session }),
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      ...(id === null ? {} : { id }),
      method,
      params: era === 'modern' ? { ...params, _meta: META } : params,
    }),
  });
  const text = await response.text();
  const [, data] = /^data: (\{.*)$/m.exec(text) ?? [];
  const json = text.startsWith('{') || data ? JSON.parse(data ?? text) : {};
  return { ...json, status: response.status, session: response.headers.get('mcp-session-id') ?? '' };
}

type More = Parameters<typeof send>[3];

/** As another version, or another passphrase, left it. */
const SEALED = {
  format: 1,
  active: 'default',
  profiles: {
    default: {
      values: { baseUrl: 'https://notes.example.com' },
      sealed: {
        by: 'passphrase',
        salt: 'A'.repeat(22),
        cost: { N: 65536, r: 8, p: 1 },
        fields: ['key'],
        data: 'v1.AAAA.AAAA',
      },
    },
  },
};

const call = (person: string, name: string, args: object = {}, more: More & { extra?: object } = {}) =>
  send(person, 'tools/call', { name, arguments: args, ...more.extra }, more);

async function openSession(person: string, capabilities: object = {}): Promise<string> {
  const params = { protocolVersion: '2025-11-25', capabilities, clientInfo: { name: 'test', version: '1' } };
  const { session } = await send(person, 'initialize', params, { era: 'legacy' });
  await send(person, 'notifications/initialized', {}, { era: 'legacy', session, id: null });
  return session;
}

const textOf = ({ result, error }: Answer): string => result?.content?.[0]?.text ?? error?.message ?? '';

describe.each(['modern', 'legacy'] as const)('two persons on one server (%s)', (era) => {
  it('each reach their own account', async () => {
    for (const person of ['ada', 'bob', 'ada']) {
      const { result } = await call(person, 'notes_get_note', { id: 'n1' }, { era });
      expect(result.structuredContent).toMatchObject({ item: { owner: person }, source: { environment: 'sandbox' } });
    }
    const both = await Promise.all(
      Array.from({ length: 20 }, (_, index) => call(index % 2 ? 'ada' : 'bob', 'notes_list_notes', {}, { era })),
    );
    expect(both.map(({ result }) => result.structuredContent.items[0].owner)).toEqual(
      Array.from({ length: 20 }, (_, index) => (index % 2 ? 'ada' : 'bob')),
    );
    expect([...app('ada').keys]).toEqual(['Bearer key-of-ada']);
    expect([...app('bob').keys]).toEqual(['Bearer key-of-bob']);
  });

  it('a third without settings is told how to get some, and reaches nobody’s', async () => {
    const answer = await call('eve', 'notes_list_notes', {}, { era });
    expect(textOf(answer)).toBe(
      'not_connected: notes is not connected: there are no settings for it\n' +
        `Next: Run \`rolekit connect notes --for '${issuer.url}|eve'\` on the machine of this server, or ask its operator, then try again.`,
    );
    expect(ofServer.keys.size).toBe(0);
  });

  it('a cursor is its owner’s', async () => {
    const first = await call('ada', 'notes_list_notes', { limit: 4 }, { era });
    const cursor = first.result.structuredContent.page.next;
    expect(textOf(await call('bob', 'notes_list_notes', { limit: 4, cursor }, { era }))).toContain('invalid_request');
    const next = await call('ada', 'notes_list_notes', { limit: 4, cursor }, { era });
    expect(next.result.structuredContent.items[0]).toMatchObject({ id: 'n5', owner: 'ada' });
  });

  it('kept rows are their owner’s, and nobody saves files on the server', async () => {
    const { result } = await call('ada', 'notes_list_notes', { keep: true }, { era });
    const { handle } = result.structuredContent.kept;
    expect(textOf(await call('bob', 'notes_read_results', { handle }, { era }))).toContain('not_found');
    const own = await call('ada', 'notes_read_results', { handle }, { era });
    expect(own.result.structuredContent.page.total).toBe(30);
    const args = { handle, title: 'mine', format: 'csv' };
    expect(textOf(await call('ada', 'notes_save_results', args, { era }))).toContain('forbidden');
  });

  it('the file of a result is its owner’s', async () => {
    const { result } = await call('ada', 'notes_get_note', { id: 'n1' }, { era });
    const { uri } = result.structuredContent.files[0];
    expect(textOf(await send('bob', 'resources/read', { uri }, { era }))).toContain('does not exist or has expired');
    const read = await send('ada', 'resources/read', { uri }, { era });
    expect(Buffer.from(read.result.contents[0].blob, 'base64').toString()).toBe('file of ada');
  });

  it('what a program adds learns who asks, and never the token', async () => {
    const { result } = await send('ada', 'resources/read', { uri: 'me://principal' }, { era });
    expect(result.contents[0].text).toBe(`${issuer.url}|ada`);
    expect(textOf(await call('bob', 'whoami', {}, { era }))).toBe(`${issuer.url}|bob`);
    expect(contexts.at(-1)).toMatchObject({ token: '', clientId: 'test', extra: { subject: 'bob' } });
  });
});

describe.each(['modern', 'legacy'] as const)('of the server’s own disk, a person learns nothing (%s)', (era) => {
  const list = (person: string) => call(person, 'notes_list_notes', {}, { era });

  it.each([
    ['dan', 'whose settings are broken', '{', 'is not valid JSON'],
    ['fay', 'whose secrets cannot be opened', JSON.stringify(SEALED), 'ROLEKIT_PASSPHRASE'],
  ])('not %s, %s: the server’s log says why, under a reference', async (person, _, content, why) => {
    const own = await makePerson(home, `${issuer.url}|${person}`);
    const path = await writeConnection('notes', { format: 1, active: 'none', profiles: {} }, own);
    await writeFile(path, content);
    problems.length = 0;
    const answer = await list(person);
    expect(JSON.stringify(answer)).not.toContain(home);
    expect(textOf(answer)).toMatch(/^upstream_unavailable: This server cannot do that now: .* \([0-9a-f]{8}\)/);
    const [, reference] = /\((\w{8})\)/.exec(textOf(answer)) ?? [];
    expect(problems).toEqual([expect.stringContaining(`notes_list_notes for ${issuer.url}|${person} (${reference})`)]);
    expect(problems[0]).toContain(path);
    expect(problems[0]).toContain(why);
  });

  it('not which file denies a tool', async () => {
    const own = join(home, 'own-policy.json');
    await writeFile(own, '{"denyTools":["notes_list_*"]}');
    await vi.waitFor(async () => expect(textOf(await list('ada'))).toContain('The policy of this server'), 30_000);
    await rm(own);
    await vi.waitFor(async () => expect((await list('ada')).result.structuredContent).toBeDefined(), 30_000);
  });
});

describe('an approval', () => {
  const change = { id: 'n1', text: 'x' };
  const accepted = (requestState: string) => ({
    requestState,
    inputResponses: { approval: { action: 'accept', content: { approve: true } } },
  });

  it('is the person’s who was asked; another’s answer ends it', async () => {
    const asked = await call('ada', 'notes_update_note', change);
    const extra = accepted(asked.result.requestState);
    expect(textOf(await call('bob', 'notes_update_note', change, { extra }))).toContain('approval_refused');
    expect(textOf(await call('ada', 'notes_update_note', change, { extra }))).toContain('approval_refused');
    expect(app('ada').writes).toEqual([]);
    expect(app('bob').writes).toEqual([]);
  });

  it('applies to the account of the person, who is in the audit log', async () => {
    const asked = await call('bob', 'notes_update_note', change);
    const done = await call('bob', 'notes_update_note', change, { extra: accepted(asked.result.requestState) });
    expect(done.result.structuredContent).toMatchObject({ item: { owner: 'bob' } });
    expect(app('bob').writes).toEqual(['n1']);
    const [month = ''] = await readdir(join(home, '.rolekit', 'audit'));
    const lines = (await readFile(join(home, '.rolekit', 'audit', month), 'utf8')).trim().split('\n');
    // after what was refused above
    expect(lines.slice(-2).map((line) => JSON.parse(line))).toMatchObject([
      { state: 'applying', principal: `${issuer.url}|bob` },
      { state: 'applied', principal: `${issuer.url}|bob` },
    ]);
  });
});

describe('a session', () => {
  it('is not there for anybody but who opened it', async () => {
    const session = await openSession('ada');
    const era = 'legacy';
    expect((await call('bob', 'notes_get_note', { id: 'n1' }, { era, session })).status).toBe(404);
    expect((await send('bob', 'tools/list', {}, { era, session })).status).toBe(404);
    expect((await send('bob', 'ping', {}, { era, session })).status).toBe(404);
    for (const method of ['GET', 'DELETE']) {
      const response = await fetch(serving.url, {
        method,
        headers: {
          accept: 'text/event-stream',
          authorization: `Bearer ${await issuer.token(serving.url, { sub: 'bob' })}`,
          'mcp-protocol-version': '2025-11-25',
          'mcp-session-id': session,
        },
      });
      expect(response.status, method).toBe(404);
      await response.body?.cancel();
    }
    const own = await call('ada', 'notes_get_note', { id: 'n1' }, { era, session });
    expect(own.result.structuredContent.item.owner).toBe('ada');
  });

  it('outlives the token that opened it, and no request does', async () => {
    const era = 'legacy';
    const session = await openSession('ada');
    const token = await issuer.token(serving.url, { exp: Math.floor(Date.now() / 1000) + 5 });
    const stream = await fetch(serving.url, {
      headers: {
        accept: 'text/event-stream',
        authorization: `Bearer ${token}`,
        'mcp-protocol-version': '2025-11-25',
        'mcp-session-id': session,
      },
    });
    expect(stream.status).toBe(200);
    // its token ends it
    await expect(stream.text()).rejects.toThrow();
    expect((await send('ada', 'ping', {}, { era, session, token })).status).toBe(401);
    expect((await send('ada', 'ping', {}, { era, session })).status).toBe(200);
  });

  it('makes room among its owner’s, not among others’', async () => {
    const first = await openSession('bob');
    const own = await openSession('ada');
    for (let opened = 0; opened < 40; opened++) await openSession('ada');
    expect((await send('ada', 'ping', {}, { era: 'legacy', session: own })).status).toBe(404);
    expect((await send('bob', 'ping', {}, { era: 'legacy', session: first })).status).toBe(200);
  });
});

describe('a cancellation', () => {
  it('reaches the calls of the person who sent it, and no other’s', async () => {
    const era = 'legacy';
    const [ofAda, ofBob] = [await openSession('ada'), await openSession('bob')];
    const before = { waiting: app('ada').waiting, givenUp: app('ada').givenUp };
    const slow = call('ada', 'notes_get_note', { id: 'slow' }, { era, session: ofAda, id: 7 });
    await vi.waitFor(() => expect(app('ada').waiting).toBe(before.waiting + 1), 30_000);
    const cancel = (person: string, session: string) =>
      send(person, 'notifications/cancelled', { requestId: 7 }, { era, session, id: null });
    expect((await cancel('bob', ofAda)).status).toBe(404);
    expect((await cancel('bob', ofBob)).status).toBe(202);
    await send('bob', 'notifications/cancelled', { requestId: 7 }, { era, id: null });
    // bob's own call of the same id, which he gives up by leaving
    const left = new AbortController();
    const gone = call('bob', 'notes_get_note', { id: 'slow' }, { id: 7, signal: left.signal });
    await vi.waitFor(() => expect(app('bob').waiting).toBe(1), 30_000);
    left.abort();
    await expect(gone).rejects.toThrow();
    await vi.waitFor(() => expect(app('bob').givenUp).toBe(1), 30_000);
    expect(app('ada').givenUp).toBe(before.givenUp);
    await cancel('ada', ofAda);
    expect(textOf(await slow)).toContain('cancelled');
    await vi.waitFor(() => expect(app('ada').givenUp).toBe(before.givenUp + 1), 30_000);
  });
});

it('what is a person’s lies in a folder of their own, which only the server’s user can read', async () => {
  const own = personHome(home, `${issuer.url}|ada`);
  expect(own).toMatch(/\.rolekit[/\\]people[/\\][0-9a-f]{32}$/);
  expect((await stat(own)).mode & 0o777).toBe(0o700);
  expect(JSON.parse(await readFile(join(own, 'person.json'), 'utf8'))).toEqual({
    format: 1,
    principal: `${issuer.url}|ada`,
  });
});

it('settings that a program keeps itself are asked for by person, and win over the folders', async () => {
  const asked: string[][] = [];
  const own = await serveHttp(notesPlugin(), {
    home,
    env: {},
    oauth: { issuer: issuer.url },
    async settingsFor(connector, principal) {
      asked.push([connector, principal]);
      return principal.endsWith('|ada') ? { values: { baseUrl: app('ada').url, key: 'wrong' } } : undefined;
    },
  });
  const list = async (sub: string) => {
    const response = await fetch(own.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        authorization: `Bearer ${await issuer.token(own.url, { sub })}`,
        'mcp-protocol-version': '2025-11-25',
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'notes_list_notes' } }),
    });
    return response.text();
  };
  // values of a program are no sandbox's: what is said there may not lie on this machine
  expect(await list('ada')).toContain('forbidden');
  expect(await list('bob')).toContain('not_connected');
  expect(asked).toEqual([
    ['notes', `${issuer.url}|ada`],
    ['notes', `${issuer.url}|bob`],
  ]);
  await own.close();
});

it('no token of a person reaches an app', () => {
  for (const { keys } of [...Object.values(apps), ofServer])
    for (const key of keys) expect(key).toMatch(/^Bearer key-of-(ada|bob)$/);
});
