import { defineRolekitCommand } from '../../command.ts';
import serve from './serve.ts';

/** Without a sub-command it serves. */
export default defineRolekitCommand({
  ...serve,
  meta: { ...serve.meta, name: 'registry' },
  commands: {
    serve: { description: serve.meta.description, load: async () => ({ default: serve }) },
  },
});
