import { defineWords } from '../../command.ts';
import verify from './verify/words.ts';

/** Without a sub-command it verifies. */
export default defineWords({ ...verify, name: 'audit', description: 'Export or verify a registry’s audit record' });
