import { defineWords } from '../../command.ts';

export default defineWords({
  name: 'pack',
  description: 'Pack a built plugin into an archive',
  examples: ['rolekit pack', 'rolekit pack plugins/sales --out releases/'],
  args: {
    path: { type: 'positional', required: false, default: '.', description: 'Plugin folder or built folder' },
    out: { type: 'string', valueHint: 'file|dir/', description: 'Archive to write (default: <name>-<version>.tgz)' },
  },
  values: { path: 'plugin folder' },
});
