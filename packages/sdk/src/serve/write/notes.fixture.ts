// A connector whose app is a real server, one for each person, for tests of a server of several people.
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { z } from 'zod';
import { bearer } from '../../auth/bearer.ts';
import { staticToken } from '../../auth/token-refresh.ts';
import { answer } from '../../connector/answer.ts';
import { defineConnection, defineConnector } from '../../connector/connector.ts';
import { field } from '../../connector/field.ts';
import { path } from '../../http/api/path.ts';
import { writeConnection } from '../../settings/profiles.ts';
import { makePerson } from '../plugin/people.ts';
import { servedFrom } from '../plugin/served-connector.ts';
import type { ServedPlugin } from '../plugin/types.ts';

export interface NotesApp {
  /** Whose notes they are. */
  owner: string;
  /** Values of `Authorization` that it was sent. */
  keys: Set<string>;
  reads: number;
  writes: string[];
  /** Requests for the note `slow` that wait, and that were given up. */
  waiting: number;
  givenUp: number;
  close(): Promise<void>;
  url: string;
}

const PAGE = 10;

/** 30 notes of one owner; `slow` is never answered. */
export async function startNotes(owner: string): Promise<NotesApp> {
  const app: NotesApp = {
    owner,
    keys: new Set(),
    reads: 0,
    writes: [],
    waiting: 0,
    givenUp: 0,
    url: '',
    close: () => new Promise<void>((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
  const notes = Array.from({ length: 30 }, (_, index) => ({ id: `n${index + 1}`, owner, text: `Note ${index + 1}` }));
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://notes');
    app.keys.add(request.headers.authorization ?? '');
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (request.headers.authorization !== `Bearer key-of-${owner}`) return answer(401, {});
    const id = pathname.split('/')[2];
    if (id === 'slow') {
      app.waiting++;
      response.once('close', () => void app.givenUp++);
      return undefined;
    }
    if (request.method === 'PUT') app.writes.push(id ?? '');
    else app.reads++;
    const from = Number(searchParams.get('from') ?? 0);
    if (id === undefined) return answer(200, { notes: notes.slice(from, from + PAGE), total: notes.length });
    return answer(200, notes.find((note) => note.id === id) ?? notes[0]);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  app.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return app;
}

/** Saves settings of a person that point at their app, as `rolekit connect --sandbox --for` does. */
export async function connectPerson(home: string, principal: string, app: NotesApp): Promise<void> {
  const own = await makePerson(home, principal);
  const runFile = join(own, 'notes-run.json');
  await mkdir(own, { recursive: true });
  const values = { baseUrl: app.url, key: `key-of-${app.owner}` };
  await writeFile(
    runFile,
    JSON.stringify({
      format: 1,
      connector: 'notes',
      environment: 'sandbox',
      pid: process.pid,
      baseUrl: app.url,
      values,
    }),
  );
  await writeConnection('notes', { format: 1, active: 'sandbox', profiles: { sandbox: { runFile } } }, own);
}

const NOTE = z.object({ id: z.string(), owner: z.string(), text: z.string() });

export function notesPlugin(): ServedPlugin {
  const connection = defineConnection({
    config: {
      baseUrl: field(z.url(), { title: 'URL', description: 'Of the app.', env: 'NOTES_URL' }),
      key: field(z.string(), { title: 'Key', description: 'Of the person.', env: 'NOTES_KEY', secret: true }),
    },
    open: ({ config, http }) => http({ baseUrl: config.baseUrl, auth: bearer(staticToken(config.key)) }),
  });
  const list = connection.list({
    name: 'notes_list_notes',
    title: 'List notes',
    description: 'Notes.',
    projectable: true,
    handles: true,
    items: NOTE,
    async handler(_, api, { cursor }) {
      const from = Number(cursor ?? 0);
      const page = z.object({ notes: z.array(NOTE), total: z.int() });
      const { notes, total } = await api.get('/notes', page, { query: { from } });
      return { items: notes, total, next: from + PAGE < total ? String(from + PAGE) : undefined };
    },
  });
  const get = connection.item({
    name: 'notes_get_note',
    title: 'Get a note',
    description: 'One note, and a file.',
    files: true,
    input: { id: z.string() },
    item: NOTE,
    async handler({ id }, api) {
      const note = await api.get(path`/notes/${id}`, NOTE);
      const content = new TextEncoder().encode(`file of ${note.owner}`);
      return answer(note, { files: [{ name: 'note.txt', mimeType: 'text/plain', content }] });
    },
  });
  const update = connection.write({
    name: 'notes_update_note',
    title: 'Update a note',
    description: 'Changes a note.',
    input: { id: z.string(), text: z.string() },
    item: NOTE,
    plan: async ({ id, text }) => ({ summary: `Change ${id}`, before: null, after: { text } }),
    apply: (json, api, { idempotencyKey }) => api.put(path`/notes/${json.id}`, NOTE, { json, idempotencyKey }),
  });
  const connector = defineConnector({
    name: 'notes',
    title: 'Notes',
    version: '1.0.0',
    description: 'Notes.',
    connection,
    hosts: ['config:baseUrl'],
    tools: [list, get, update],
  });
  return {
    name: 'notebook',
    version: '1.0.0',
    description: 'Notes.',
    connectors: [servedFrom(connector)],
  };
}
