import { defineRolekitCommand } from '../../command.ts';
import serve from './serve.ts';

/** Without a sub-command it serves. */
export default defineRolekitCommand({
  ...serve,
  meta: { ...serve.meta, name: 'registry' },
  commands: {
    verify: {
      description: 'Compare everything in the data folder of a registry that is stopped',
      load: () => import('./verify.ts'),
    },
    token: {
      description: 'Create, list and revoke tokens, beside a running registry',
      load: () => import('./token/index.ts'),
    },
    serve: { description: serve.meta.description, load: async () => ({ default: serve }) },
  },
});
