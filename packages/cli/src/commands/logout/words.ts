import { defineWords } from '../../command.ts';

export default defineWords({
  name: 'logout',
  description: 'Sign out of a registry; its token ends',
  examples: ['rolekit logout', 'rolekit logout https://plugins.example.com'],
  args: { registry: { type: 'positional', required: false, description: 'Address of the registry' } },
});
