import { defineWords } from '../../command.ts';
import { registryOption } from '../../options.ts';

export default defineWords({
  name: 'validate',
  description: 'Check a plugin and list every problem',
  examples: [
    'rolekit validate',
    'rolekit validate --no-types',
    'rolekit validate plugins/sales --fix',
    'rolekit validate dist --format sarif',
  ],
  notes:
    'Code is bundled and loaded as a build does it, and its types are checked with the TypeScript of the project. Exit code 1 if any finding is an error. `--format sarif` prints SARIF 2.1.0 for code hosts. `--fix` corrects mistyped keys, and skill names that differ from their folder.',
  args: {
    path: { type: 'positional', required: false, default: '.', description: 'Plugin folder, built folder or archive' },
    format: { type: 'enum', options: ['text', 'json', 'sarif'], default: 'text', description: 'How to print findings' },
    types: { type: 'boolean', default: true, negativeDescription: 'Do not check the types of the code' },
    fix: { type: 'boolean', description: 'Fix problems with only one possible fix' },
    ...registryOption,
  },
  values: { path: 'plugin folder' },
});
