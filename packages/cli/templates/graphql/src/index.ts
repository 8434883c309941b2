import { changeOf, defineConnector } from '@rolekit/sdk';
import type { Api } from '@rolekit/sdk/http';
import { z } from 'zod';
import manifest from '../plugin.json' with { type: 'json' };
import { connection, NOTE, NOTE_FIELDS } from './api.ts';

const LIST = `query notes($text: String, $first: Int!, $after: String) {
  notes(text: $text, first: $first, after: $after) { nodes { ${NOTE_FIELDS} } totalCount pageInfo { hasNextPage endCursor } }
}`;
const GET = `query note($id: ID!) { note(id: $id) { ${NOTE_FIELDS} } }`;
const UPDATE = `mutation updateNote($id: ID!, $changes: NoteChanges!) {
  updateNote(id: $id, changes: $changes) { ${NOTE_FIELDS} }
}`;

const id = z
  .string()
  .min(1)
  .describe('Id of the note, e.g. n1.')
  .meta({ examples: ['n1'] });

const noteOf = async (api: Api, id: string) => (await api.graphql(GET, { id }, z.object({ note: NOTE }))).note;

const listNotes = connection.list({
  name: 'starter_list_notes',
  description: 'Notes, the one changed last first. Give `text` to keep those whose title contains it.',
  input: { text: z.string().min(1).optional().describe('Part of the title.') },
  items: NOTE,
  examples: [{ title: 'Notes about the launch', input: { text: 'launch' } }],
  handler: ({ text }, api) => api.graphqlList(LIST, { text }, NOTE, { at: 'notes' }),
});

const getNote = connection.item({
  name: 'starter_get_note',
  description: 'One note by its id. Find ids with `starter_list_notes`.',
  input: { id },
  item: NOTE,
  handler: ({ id }, api) => noteOf(api, id),
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
  plan: async ({ id, ...changes }, api) => changeOf(await noteOf(api, id), changes),
  async apply({ id, ...changes }, api, { idempotencyKey }) {
    const answer = z.object({ updateNote: NOTE });
    return (await api.graphql(UPDATE, { id, changes }, answer, { idempotencyKey })).updateNote;
  },
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
