import { defineWords } from '../../command.ts';
import { registryOption } from '../../options.ts';

export default defineWords({
  name: 'types',
  description: 'Write TypeScript types of a plugin’s tools, for programs that call them',
  examples: [
    'rolekit types plugins/sales --out src/sales-tools.ts',
    'rolekit types rolekit/sales@1.2.0',
    'rolekit types plugins/sales --out src/sales-tools.ts --check',
  ],
  notes:
    'With `--check` nothing is written, and the exit code is 1 if the file is not up to date. See [typed calls](hosts.md#call-tools-from-a-program).',
  args: {
    plugin: {
      type: 'positional',
      required: false,
      default: '.',
      description: 'Plugin folder, built folder, archive, or namespace/name[@version]',
    },
    out: { type: 'string', valueHint: 'file', description: 'File to write (default: <name>-tools.ts)' },
    check: { type: 'boolean', description: 'Only say whether the file is up to date' },
    ...registryOption,
  },
  values: { plugin: 'plugin folder' },
});
