import { defineWords } from '../../../../command.ts';
import { placeFlags } from '../../../../registry/settings/flags.ts';

export default defineWords({
  name: 'registry token revoke',
  description: 'Revoke a token; it stops working at once',
  examples: ['rolekit registry token revoke 1f3b0c9a2d4e --data ./registry'],
  args: {
    token: {
      type: 'positional',
      required: true,
      description: 'ID of the token, or its name if unique among active tokens',
    },
    ...placeFlags,
  },
});
