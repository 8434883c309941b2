import { defineConnector, defineTool, named, RolekitError } from '@rolekit/sdk';
import { z } from 'zod';
import manifest from '../plugin.json' with { type: 'json' };
import { connection, NOTE } from './api.ts';

const listNotes = defineTool({
  connection,
  name: 'starter_list_notes',
  title: 'List notes',
  description: 'Notes, the one changed last first. Give `text` to keep those whose title contains it.',
  access: 'read',
  input: z.object({ text: z.string().min(1).optional().describe('Part of the title.') }),
  items: NOTE,
  examples: [{ title: 'Notes about the launch', input: { text: 'launch' } }],
  handler: ({ input, connection: api, limit, cursor, signal }) => api.list({ ...input, limit, cursor }, signal),
});

const getNote = defineTool({
  connection,
  name: 'starter_get_note',
  title: 'Get a note',
  description: 'One note by its id. Find ids with `starter_list_notes`.',
  access: 'read',
  input: z.object({ id: z.string().min(1).describe('Id of the note, e.g. n1.') }),
  item: NOTE,
  examples: [{ title: 'The first note', input: { id: 'n1' } }],
  async handler({ input, connection: api, signal }) {
    return { item: await api.get(input.id, signal) };
  },
});

const UNDO = NOTE.pick({ id: true, title: true, done: true }).partial({ title: true, done: true });

const updateNote = defineTool({
  connection,
  name: 'starter_update_note',
  title: 'Update a note',
  description: 'Changes the title of a note, or whether it is done. A person approves the change first.',
  access: 'write',
  input: z.object({
    id: z.string().min(1).describe('Id of the note, e.g. n1.'),
    title: z.string().min(1).max(200).optional().describe('New title.'),
    done: z.boolean().optional().describe('Whether it is done.'),
  }),
  item: NOTE,
  examples: [{ title: 'Mark a note as done', input: { id: 'n1', done: true } }],
  async plan({ input: { id, ...changes }, connection: api, signal }) {
    // nobody can approve an id: the question shows the name beside it, and there is none about a note that does not exist
    const note = await api.get(id, signal);
    const before = Object.fromEntries(Object.keys(changes).map((key) => [key, note[key as keyof typeof changes]]));
    return { summary: `Update note ${named(id, note.title)}`, before, after: changes, undo: { id, ...before } };
  },
  async apply({ input: { id, ...changes }, connection: api, idempotencyKey, signal }) {
    return { item: await api.update(id, changes, idempotencyKey, signal) };
  },
  // what `rolekit undo` does: write back what stood there, unless somebody changed it since
  undo: {
    async plan({ input: { before, after, undo }, connection: api, signal }) {
      const { id } = UNDO.parse(undo);
      const note = await api.get(id, signal);
      const isAsWritten = Object.entries(after ?? {}).every(([key, value]) => note[key as keyof typeof note] === value);
      if (!isAsWritten) throw new RolekitError('RK_CONFLICT', { reason: `Note ${id} was changed again since.` });
      return { summary: `Set back note ${named(id, note.title)}`, before: after, after: before };
    },
    async apply({ input: { undo }, connection: api, idempotencyKey, signal }) {
      const { id, ...changes } = UNDO.parse(undo);
      return { item: await api.update(id, changes, idempotencyKey, signal) };
    },
  },
});

export default defineConnector({
  name: 'starter',
  title: 'Starter',
  version: manifest.version,
  description: manifest.description,
  connection,
  hosts: ['config:baseUrl'],
  tools: [listNotes, getNote, updateNote],
});
