import { defineConnection, field } from '@rolekit/sdk';
import { z } from 'zod';

/** The setting that moves the folder. */
export const FOLDER_SETTING = 'ROLEKIT_MODELS_FOLDER';

/** Where workbooks go; the SDK lets nothing be written elsewhere. */
export const FOLDER = { path: 'config:outputFolder', otherwise: '~/Rolekit', access: 'write' } as const;

/** Nothing to connect to; the one setting is where workbooks go. */
export const connection = defineConnection({
  config: {
    outputFolder: field(z.string().optional(), {
      title: 'Folder for workbooks',
      description: 'Absolute path; `Rolekit` in the home folder when it is not set.',
      env: FOLDER_SETTING,
    }),
  },
  open: ({ files }) => ({ files, folder: files.folder(FOLDER.path) }),
});
