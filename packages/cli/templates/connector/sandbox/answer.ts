import type { IncomingMessage } from 'node:http';
import { NOW, type Note } from './notes.ts';
import { type Answer, readBody } from './server.ts';

/** What the API has, and what it was asked for since it was started. */
export interface Api {
  notes: Map<string, Note>;
  stats: { reads: number; writes: number };
  /** Rows of a page at most. */
  pageRows: number;
}

/** What the API answers to somebody who may call it. */
export async function answer(request: IncomingMessage, url: URL, { notes, stats, pageRows }: Api): Promise<Answer> {
  const [, collection, id, more] = url.pathname.split('/');
  const note = id === undefined ? undefined : notes.get(decodeURIComponent(id));
  const isNotes = collection === 'notes' && more === undefined;
  if (request.method === 'GET') {
    stats.reads += 1;
    if (url.pathname === '/me') return { status: 200, body: { name: 'Demo user' } };
    if (isNotes && id === undefined) return list([...notes.values()], url.searchParams, pageRows);
    if (isNotes && note) return { status: 200, body: note };
  }
  if (request.method === 'PATCH' && isNotes && note) {
    // each change is a moment later than the one before
    const changedAt = new Date(Date.parse(NOW) + stats.writes).toISOString();
    const changed = change(note, JSON.parse(await readBody(request)), changedAt);
    if (!changed) return { status: 400, body: { error: 'Send `title` (text) or `done` (true or false).' } };
    stats.writes += 1;
    notes.set(note.id, changed);
    return { status: 200, body: changed };
  }
  return { status: 404, body: { error: `There is no ${request.method} ${url.pathname}.` } };
}

function list(notes: Note[], query: URLSearchParams, pageRows: number): Answer {
  const text = query.get('text')?.toLowerCase() ?? '';
  const found = notes
    .filter((note) => note.title.toLowerCase().includes(text))
    .sort((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1));
  const limit = Math.min(Number(query.get('limit') ?? 20), pageRows);
  const from = found.findIndex((note) => note.id === query.get('after')) + 1;
  const page = found.slice(from, from + limit);
  const last = page.at(-1);
  const next = last && from + page.length < found.length ? last.id : null;
  return { status: 200, body: { notes: page, total: found.length, next } };
}

/** What tests have to know to repeat and empty pages. */
export const faults = {
  isPage: ({ method, path }: { method: string; path: string }) => method === 'GET' && /^\/notes(\?|$)/.test(path),
  /** A page without rows that leads to the one that was asked for. */
  emptyPage: (page: unknown, { path }: { path: string }) => ({
    ...(page as object),
    notes: [],
    next: new URL(path, 'http://sandbox').searchParams.get('after'),
  }),
};

function change(note: Note, body: unknown, updatedAt: string): Note | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { title = note.title, done = note.done } = body as { title?: unknown; done?: unknown };
  if (typeof title !== 'string' || typeof done !== 'boolean') return undefined;
  return { ...note, title, done, updatedAt };
}
