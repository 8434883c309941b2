import { defineConnection, field } from '@rolekit/sdk';
import { z } from 'zod';

/** The one folder that the tools reach; `write` includes reading. `files` refuses all others, also behind links. */
export const FOLDER = { path: 'config:folder', access: 'write' } as const;

/** The settings of the connector; `rolekit connect starter` asks for them. */
export const connection = defineConnection({
  config: {
    folder: field(z.string().min(1), 'Absolute path of the folder with the notes, Markdown files.'),
  },
  open: ({ files }) => ({ files, folder: files.folder(FOLDER.path) }),
  test: async ({ files, folder }) => `${(await files.list(folder)).length} files in ${folder}`,
});
