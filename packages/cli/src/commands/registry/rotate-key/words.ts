import { defineWords } from '../../../command.ts';
import { placeOptions } from '../../../options.ts';

export default defineWords({
  name: 'registry rotate-key',
  description: 'Give a stopped registry a new signing key',
  examples: ['rolekit registry rotate-key --data ./registry'],
  notes:
    'The old key signs that the new one follows, so clients go along by themselves. Keep a backup of the new file. See [signatures](security.md#signatures).',
  args: {
    ...placeOptions,
    'signing-key': {
      type: 'string',
      valueHint: 'file',
      description:
        'File with the present key, which is replaced (default: ROLEKIT_SIGNING_KEY_FILE, else the data folder)',
    },
  },
});
