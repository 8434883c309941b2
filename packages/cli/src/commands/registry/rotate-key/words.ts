import { defineWords } from '../../../command.ts';
import { keyFlags } from '../../../registry/settings/flags.ts';

export default defineWords({
  name: 'registry rotate-key',
  description: 'Give a stopped registry a new signing key',
  examples: ['rolekit registry rotate-key --data ./registry'],
  notes:
    'The old key signs that the new one follows, so clients go along by themselves. Keep a backup of the new file. See [signatures](security.md#signatures).',
  args: { ...keyFlags },
});
