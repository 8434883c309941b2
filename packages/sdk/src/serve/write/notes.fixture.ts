// A connector whose app is a real server, one for each person, for tests of a server of several people.
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { z } from 'zod';
import { bearer } from '../../auth/bearer.ts';
import { staticToken } from '../../auth/token-refresh.ts';
import { defineConnection, defineConnector } from '../../connector/connector.ts';
import { field } from '../../connector/field.ts';
import { defineTool } from '../../connector/tool.ts';
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
  const list = defineTool({
    connection,
    name: 'notes_list_notes',
    title: 'List notes',
    description: 'Notes.',
    access: 'read',
    projectable: true,
    handles: true,
    input: z.object({}),
    items: NOTE,
    async handler({ connection: http, cursor, signal }) {
      const from = Number(cursor ?? 0);
      const { body } = await http.request({ path: '/notes', query: { from }, signal });
      const { notes, total } = z.object({ notes: z.array(NOTE), total: z.int() }).parse(body);
      return { items: notes, total, next: from + PAGE < total ? String(from + PAGE) : undefined };
    },
  });
  const get = defineTool({
    connection,
    name: 'notes_get_note',
    title: 'Get a note',
    description: 'One note, and a file.',
    access: 'read',
    files: true,
    input: z.object({ id: z.string() }),
    item: NOTE,
    async handler({ input, connection: http, signal }) {
      const { body } = await http.request({ path: `/notes/${input.id}`, signal });
      const item = NOTE.parse(body);
      const content = new TextEncoder().encode(`file of ${item.owner}`);
      return { item, files: [{ name: 'note.txt', mimeType: 'text/plain', content }] };
    },
  });
  const update = defineTool({
    connection,
    name: 'notes_update_note',
    title: 'Update a note',
    description: 'Changes a note.',
    access: 'write',
    input: z.object({ id: z.string(), text: z.string() }),
    item: NOTE,
    plan: async ({ input }) => ({ summary: `Change ${input.id}`, before: null, after: { text: input.text } }),
    async apply({ input, connection: http, idempotencyKey, signal }) {
      const path = `/notes/${input.id}`;
      const { body } = await http.request({ method: 'PUT', path, json: input, idempotencyKey, signal });
      return { item: NOTE.parse(body) };
    },
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
