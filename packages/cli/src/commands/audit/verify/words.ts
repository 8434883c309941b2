import { defineWords } from '../../../command.ts';
import { registryOption, tokenFileOption } from '../../../options.ts';

export default defineWords({
  name: 'audit verify',
  description: 'Check that nothing in a registry’s audit record was changed, removed or added',
  examples: ['rolekit audit verify', 'rolekit audit verify audit.jsonl --registry https://plugins.example.com'],
  notes:
    'A file is checked offline, with the key that this machine keeps of the registry. See [the audit record](registry.md#audit).',
  args: {
    file: {
      type: 'positional',
      required: false,
      description: 'File of `rolekit audit export --out <file>` (default: the registry itself)',
    },
    ...tokenFileOption,
    ...registryOption,
  },
});
