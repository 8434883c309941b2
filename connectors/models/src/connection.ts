import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { defineConnection, field, RolekitError } from '@rolekit/sdk';
import { z } from 'zod';

/** Nothing to connect to; the one setting is where workbooks go. */
export const connection = defineConnection({
  config: {
    outputFolder: field(z.string().optional(), {
      title: 'Folder for workbooks',
      description: 'Absolute path; `Rolekit` in the home folder when it is not set.',
      env: 'ROLEKIT_MODELS_FOLDER',
    }),
  },
  open({ config }) {
    const folder = config.outputFolder ?? join(homedir(), 'Rolekit');
    if (!isAbsolute(folder)) {
      throw new RolekitError('RK_INVALID_REQUEST', {
        reason: `The folder for workbooks is not an absolute path: ${folder}`,
        hint: 'Set ROLEKIT_MODELS_FOLDER to an absolute path.',
      });
    }
    return { folder };
  },
});
