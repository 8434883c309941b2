import { defineConnection, field } from '@rolekit/sdk';
import { z } from 'zod';

/** The setting that moves the folder. */
export const FOLDER_SETTING = 'ROLEKIT_CHARTS_FOLDER';

/** Where charts go; the SDK lets nothing be written elsewhere. */
export const FOLDER = { path: 'config:outputFolder', otherwise: '~/Rolekit', access: 'write' } as const;

/** Nothing to connect to; the one setting is where charts go. */
export const connection = defineConnection({
  config: {
    outputFolder: field(z.string().optional(), {
      title: 'Folder for charts',
      description: 'Absolute path; `Rolekit` in the home folder when it is not set.',
      env: FOLDER_SETTING,
    }),
  },
  open: ({ files }) => ({ files, folder: files.folder(FOLDER.path) }),
});
