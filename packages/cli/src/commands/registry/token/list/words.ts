import { defineWords } from '../../../../command.ts';
import { placeFlags } from '../../../../registry/settings/flags.ts';

export default defineWords({
  name: 'registry token list',
  description: 'List tokens with their rights, expiry and last use',
  examples: ['rolekit registry token list --data ./registry', 'rolekit registry token list --json'],
  args: { ...placeFlags },
});
