import { defineWords } from '../../../../command.ts';
import { placeFlags } from '../../../../registry/settings/flags.ts';

export default defineWords({
  name: 'registry account enable',
  description: 'Enable an account again, with its tokens',
  examples: ['rolekit registry account enable ben --data ./registry'],
  args: {
    account: { type: 'positional', required: true, description: 'Name of the account' },
    ...placeFlags,
  },
});
