import { NOW, type Note } from './notes.ts';

/** What the API has, and what it was asked for since it was started. */
export interface Api {
  notes: Map<string, Note>;
  stats: { reads: number; writes: number };
  /** Rows of a page at most. */
  pageRows: number;
}

/** Answers the operations of the connector by their names; all others are refused, as a schema would. */
export function resolve({ query, variables = {} }: { query?: unknown; variables?: Record<string, unknown> }, api: Api) {
  const [, name] = /^\s*(?:query|mutation)\s+(\w+)/.exec(String(query)) ?? [];
  if (name === 'updateNote') return update(variables, api);
  api.stats.reads += 1;
  if (name === 'notes') return { data: { notes: page(variables, api) } };
  if (name === 'note') {
    const note = api.notes.get(String(variables.id));
    return note ? { data: { note } } : noSuchNote();
  }
  if (name === 'viewer') return { data: { viewer: { name: 'Demo user' } } };
  return refused('GRAPHQL_VALIDATION_FAILED', 'This sandbox does not know that operation.');
}

/** A cursor is the number of the notes before it. */
function page({ text, first, after }: Record<string, unknown>, { notes, pageRows }: Api) {
  const part = String(text ?? '').toLowerCase();
  const found = [...notes.values()]
    .filter((note) => note.title.toLowerCase().includes(part))
    .sort((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1));
  const from = Number(after ?? 0);
  const nodes = found.slice(from, from + Math.min(Number(first), pageRows));
  const end = from + nodes.length;
  return { nodes, totalCount: found.length, pageInfo: { hasNextPage: end < found.length, endCursor: String(end) } };
}

function update({ id, changes }: Record<string, unknown>, { notes, stats }: Api) {
  const note = notes.get(String(id));
  if (!note) return noSuchNote();
  const { title = note.title, done = note.done } = (changes ?? {}) as { title?: unknown; done?: unknown };
  if (typeof title !== 'string' || typeof done !== 'boolean')
    return refused('BAD_USER_INPUT', 'Send `title` (text) or `done` (true or false).');
  // each change is a moment later than the one before
  const updatedAt = new Date(Date.parse(NOW) + stats.writes).toISOString();
  const changed = { ...note, title, done, updatedAt };
  stats.writes += 1;
  notes.set(note.id, changed);
  return { data: { updateNote: changed } };
}

const noSuchNote = () => refused('NOT_FOUND', 'There is no such note.');

export function refused(code: string, message: string) {
  return { errors: [{ message, extensions: { code } }], data: null };
}
