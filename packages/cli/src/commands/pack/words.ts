import { defineWords } from '../../command.ts';

export default defineWords({
  name: 'pack',
  description: 'Pack a built plugin into an archive',
  examples: ['rolekit pack', 'rolekit pack plugins/sales --out releases/'],
  args: {
    path: {
      type: 'positional',
      required: false,
      default: '.',
      description: 'Folder of the plugin, or its built folder',
    },
    out: { type: 'string', valueHint: 'file|dir/', description: 'Archive to write; <name>-<version>.tgz without it' },
  },
});
