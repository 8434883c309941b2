import { basename, join } from 'node:path';
import { defineConnector, quotedName } from '@rolekit/sdk';
import { z } from 'zod';
import manifest from '../plugin.json' with { type: 'json' };
import { connection, FOLDER } from './connection.ts';

/** A note is text for a model: what is longer is refused, not cut. */
const MAX_BYTES = 32 * 1024;

const listNotes = connection.list({
  name: 'starter_list_notes',
  description:
    'Names of the notes in the folder, in alphabetical order. Give `text` to keep those whose name contains it.',
  input: { text: z.string().min(1).optional().describe('Part of the name.') },
  items: z.object({ name: z.string() }),
  examples: [{ title: 'Notes about the launch', input: { text: 'launch' } }],
  async handler({ text = '' }, { files, folder }) {
    const names = await files.list(folder);
    const found = names.filter((name) => name.endsWith('.md') && name.includes(text.toLowerCase()));
    return found.map((name) => ({ name }));
  },
});

const getNote = connection.item({
  name: 'starter_get_note',
  description: 'The text of one note by its name. Find names with `starter_list_notes`.',
  input: {
    name: z
      .string()
      .regex(/^[^/\\]+\.md$/)
      .describe('Name of the file, without its folder.'),
  },
  item: z.object({ name: z.string(), text: z.string() }),
  examples: [{ title: 'One note', input: { name: 'plan-the-launch-event.md' } }],
  async handler({ name }, { files, folder }) {
    const bytes = await files.read(join(folder, name), { maxBytes: MAX_BYTES });
    return { name, text: new TextDecoder().decode(bytes) };
  },
});

const createNote = connection.write({
  name: 'starter_create_note',
  description: 'Creates a note in the folder; nothing is overwritten. A person approves it first.',
  input: {
    title: z.string().min(1).max(100).describe('What it is about; the name of its file is made from it.'),
    text: z.string().max(10_000).describe('Markdown.'),
  },
  item: z.object({ name: z.string(), bytes: z.int() }),
  examples: [{ title: 'A first note', input: { title: 'Guests', text: '- Maja Lindqvist\n' } }],
  plan: async ({ title, text }) => ({
    summary: `Create Note ${quotedName(title)}`,
    before: null,
    after: { title, text },
  }),
  async apply({ title, text: content }, { files, folder }) {
    const { path, bytes } = await files.writeNew({
      folder,
      title,
      content,
      extension: 'md',
      setting: 'STARTER_FOLDER',
    });
    return { name: basename(path), bytes };
  },
});

export default defineConnector({
  name: 'starter',
  title: 'Starter',
  version: manifest.version,
  description: manifest.description,
  connection,
  // it reaches no network
  hosts: [],
  folders: [FOLDER],
  tools: [listNotes, getNote, createNote],
});
