import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { defineConnection, field, RolekitError } from '@rolekit/sdk';
import { z } from 'zod';

/** The setting that moves the folder. */
export const FOLDER_SETTING = 'ROLEKIT_CHARTS_FOLDER';

/** Nothing to connect to; the one setting is where charts go. */
export const connection = defineConnection({
  config: {
    outputFolder: field(z.string().optional(), {
      title: 'Folder for charts',
      description: 'Absolute path; `Rolekit` in the home folder when it is not set.',
      env: FOLDER_SETTING,
    }),
  },
  open({ config }) {
    const folder = config.outputFolder ?? join(homedir(), 'Rolekit');
    if (!isAbsolute(folder)) {
      throw new RolekitError('RK_INVALID_REQUEST', {
        reason: `The folder for charts is not an absolute path: ${folder}`,
        hint: `Set ${FOLDER_SETTING} to an absolute path.`,
      });
    }
    return { folder };
  },
});
