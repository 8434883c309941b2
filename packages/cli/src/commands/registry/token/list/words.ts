import { defineWords } from '../../../../command.ts';
import { dataOption } from '../../../../options.ts';

export default defineWords({
  name: 'registry token list',
  description: 'List tokens: what each may do, until when, and when it was last used',
  examples: ['rolekit registry token list --data ./registry', 'rolekit registry token list --json'],
  args: { ...dataOption },
});
