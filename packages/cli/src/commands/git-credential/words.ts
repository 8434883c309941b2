import { defineWords } from '../../command.ts';

export default defineWords({
  name: 'git-credential',
  description: 'Answer git with the token of a registry that you are signed in to',
  examples: ['rolekit git-credential get'],
  notes:
    'git calls it once `rolekit login` has set it as the credential helper of a registry; see `man gitcredentials`.',
  ownsStdout: true,
  args: {
    operation: { type: 'positional', required: true, description: 'get; store and erase do nothing' },
  },
});
