import { defineWords } from '../../../command.ts';
import { placeFlags } from '../../../registry/settings/flags.ts';

export default defineWords({
  name: 'registry backup',
  description: 'Copy a registry to a folder while it is served',
  examples: ['rolekit registry backup --data ./registry --to ./backup-2026-11-30'],
  notes:
    'The folder holds everything, with the signing key. What was interrupted is finished by the same command. See [several registries and copies](registry.md#postgresql).',
  args: {
    ...placeFlags,
    to: { type: 'string', valueHint: 'dir', required: true, description: 'New folder' },
  },
});
