import { defineRolekitCommand } from '../../../command.ts';
import list from './list.ts';

/** Without a sub-command it lists. */
export default defineRolekitCommand({
  ...list,
  meta: {
    ...list.meta,
    name: 'registry token',
    description: 'Create, list and revoke tokens, beside a running registry',
  },
  commands: {
    create: { description: 'Create a token', load: () => import('./create.ts') },
    list: { description: list.meta.description, load: async () => ({ default: list }) },
    revoke: { description: 'Revoke a token', load: () => import('./revoke.ts') },
  },
});
