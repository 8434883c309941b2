import { defineWords } from '../../../../command.ts';
import { dataOption } from '../../../../options.ts';

export default defineWords({
  name: 'registry token revoke',
  description: 'Revoke a token; it is refused from the next request on',
  examples: ['rolekit registry token revoke 1f3b0c9a2d4e --data ./registry'],
  args: {
    token: { type: 'positional', required: true, description: 'Its id, or a name that only one live token has' },
    ...dataOption,
  },
});
