import { defineWords } from '../../command.ts';
import record from './record/words.ts';

/** Without a sub-command it records. */
export default defineWords({ ...record, name: 'playbook', description: 'Record a playbook' });
