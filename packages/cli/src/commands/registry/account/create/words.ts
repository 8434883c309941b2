import { defineWords } from '../../../../command.ts';
import { placeFlags } from '../../../../registry/settings/flags.ts';

export default defineWords({
  name: 'registry account create',
  description: 'Create a local account',
  examples: [
    'rolekit registry account create ada --data ./registry --administrator',
    'rolekit registry account create ben --display-name "Ben Ray" --password-file ./ben-password',
  ],
  notes:
    'Without `--password-file` a password is made and shown once. With a company’s own provider, accounts are made when people sign in.',
  args: {
    account: { type: 'positional', required: true, description: 'Name: lower-case letters, digits, single hyphens' },
    'display-name': { type: 'string', valueHint: 'text', description: 'Name of the person' },
    email: { type: 'string', valueHint: 'address', description: 'E-mail address' },
    administrator: { type: 'boolean', description: 'May do everything in every namespace' },
    'password-file': {
      type: 'string',
      valueHint: 'file',
      description: 'File that holds the password, of 12 characters or more',
    },
    ...placeFlags,
  },
});
