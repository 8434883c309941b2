import { defineWords } from '../../../../command.ts';
import { placeOptions } from '../../../../options.ts';

export default defineWords({
  name: 'registry account enable',
  description: 'Enable an account again, with its tokens',
  examples: ['rolekit registry account enable ben --data ./registry'],
  args: {
    account: { type: 'positional', required: true, description: 'Name of the account' },
    ...placeOptions,
  },
});
