import { defineWords } from '../../../../command.ts';
import { placeFlags } from '../../../../registry/settings/flags.ts';

export default defineWords({
  name: 'registry account disable',
  description: 'Disable an account; its tokens end at once',
  examples: ['rolekit registry account disable ben --data ./registry'],
  args: {
    account: { type: 'positional', required: true, description: 'Name of the account' },
    ...placeFlags,
  },
});
