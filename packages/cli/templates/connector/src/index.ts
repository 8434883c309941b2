import { changeOf, defineConnector } from '@rolekit/sdk';
import { path } from '@rolekit/sdk/http';
import { z } from 'zod';
import manifest from '../plugin.json' with { type: 'json' };
import { connection, NOTE, paging } from './api.ts';

const id = z
  .string()
  .min(1)
  .describe('Id of the note, e.g. n1.')
  .meta({ examples: ['n1'] });

const listNotes = connection.list({
  name: 'starter_list_notes',
  description: 'Notes, the one changed last first. Give `text` to keep those whose title contains it.',
  input: { text: z.string().min(1).optional().describe('Part of the title.') },
  items: NOTE,
  examples: [{ title: 'Notes about the launch', input: { text: 'launch' } }],
  handler: ({ text }, api) => api.list('/notes', NOTE, { query: { text }, rows: 'notes', paging }),
});

const getNote = connection.item({
  name: 'starter_get_note',
  description: 'One note by its id. Find ids with `starter_list_notes`.',
  input: { id },
  item: NOTE,
  handler: ({ id }, api) => api.get(path`/notes/${id}`, NOTE),
});

const updateNote = connection.write({
  name: 'starter_update_note',
  description: 'Changes the title of a note, or whether it is done. A person approves the change first.',
  input: {
    id,
    title: z.string().min(1).max(200).optional().describe('New title.'),
    done: z.boolean().optional().describe('Whether it is done.'),
  },
  item: NOTE,
  examples: [{ title: 'Mark a note as done', input: { id: 'n1', done: true } }],
  // the question shows the name of the note, and its values before and after
  plan: async ({ id, ...changes }, api) => changeOf(await api.get(path`/notes/${id}`, NOTE), changes),
  apply: ({ id, ...changes }, api, { idempotencyKey }) =>
    api.patch(path`/notes/${id}`, NOTE, { json: changes, idempotencyKey }),
  // what `rolekit undo` does: write back what stood there, unless somebody changed it since
  undo: 'restore',
});

export default defineConnector({
  name: 'starter',
  title: 'Starter',
  version: manifest.version,
  description: manifest.description,
  connection,
  tools: [listNotes, getNote, updateNote],
});
