import { defineWords } from '../../../../command.ts';
import { placeFlags } from '../../../../registry/settings/flags.ts';

export default defineWords({
  name: 'registry account list',
  description: 'List accounts, local ones and those of the company’s provider',
  examples: ['rolekit registry account list --data ./registry'],
  args: { ...placeFlags },
});
