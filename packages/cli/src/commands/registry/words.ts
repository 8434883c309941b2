import { defineWords } from '../../command.ts';
import serve from './serve/words.ts';

/** Without a sub-command it serves. */
export default defineWords({
  ...serve,
  name: 'registry',
  description: 'Serve, verify or repair a registry, and manage its tokens',
  notes:
    'The first start writes a token to `<data>/first-token`. The log goes to stderr. See [run a registry](registry.md) and [all settings](operate.md#settings).',
});
