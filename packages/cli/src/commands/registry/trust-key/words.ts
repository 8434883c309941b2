import { defineWords } from '../../../command.ts';
import { registryOption } from '../../../options.ts';

export default defineWords({
  name: 'registry trust-key',
  description: 'Accept the key of a registry that changed without a signed statement',
  examples: ['rolekit registry trust-key sha256:1f2e3d4c5b6a7988 --registry https://plugins.example.com'],
  notes:
    'Ask the operator for the key by another way than the registry itself. It is what `rolekit registry serve` prints. See [signatures](security.md#signatures).',
  args: {
    key: { type: 'positional', required: true, description: 'Id of its key: sha256 and at least 16 hex digits' },
    ...registryOption,
  },
});
