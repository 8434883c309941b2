import { defineWords } from '../../command.ts';

export default defineWords({
  name: 'validate',
  description: 'Check a plugin’s source, built folder or archive and list every problem',
  examples: ['rolekit validate', 'rolekit validate plugins/sales --fix', 'rolekit validate dist --format sarif'],
  notes:
    'Exit code 1 when a finding is an error. `--format sarif` prints SARIF 2.1.0 for code hosts. `--fix` repairs a mistyped key whose name is near, and a skill whose name is not its folder.',
  args: {
    path: { type: 'positional', required: false, default: '.', description: 'Plugin folder, built folder or archive' },
    format: { type: 'enum', options: ['text', 'json', 'sarif'], default: 'text', description: 'How to print findings' },
    fix: { type: 'boolean', description: 'Repair what has one right repair' },
  },
});
