import { defineWords } from '../../../command.ts';
import list from './list/words.ts';

/** Without a sub-command it lists. */
export default defineWords({
  ...list,
  name: 'registry account',
  description: 'Create, list, disable and enable accounts, even while the registry runs',
});
