import { defineWords } from '../../../command.ts';
import list from './list/words.ts';

/** Without a sub-command it lists. */
export default defineWords({
  ...list,
  name: 'registry token',
  description: 'Create, list and revoke tokens, even while the registry runs',
});
