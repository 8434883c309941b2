import { defineWords } from '../../../command.ts';
import { placeFlags } from '../../../registry/settings/flags.ts';

export default defineWords({
  name: 'registry restore',
  description: 'Make a registry from a backup',
  examples: ['rolekit registry restore --from ./backup-2026-11-30 --data ./registry'],
  notes:
    'What was interrupted is finished by the same command. See [several registries and copies](registry.md#postgresql).',
  args: {
    ...placeFlags,
    from: { type: 'string', valueHint: 'dir', required: true, description: 'Folder that a backup wrote' },
  },
});
