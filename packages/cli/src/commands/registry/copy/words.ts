import { defineWords } from '../../../command.ts';
import { placeFlags } from '../../../registry/settings/flags.ts';

export default defineWords({
  name: 'registry copy',
  description: 'Copy a registry into another folder or database',
  examples: ['rolekit registry copy --data ./registry --to ./copy --to-database postgres://rolekit@db.example/copy'],
  notes:
    'What was interrupted is finished by the same command. See [several registries and copies](registry.md#postgresql).',
  args: {
    ...placeFlags,
    to: { type: 'string', valueHint: 'dir', required: true, description: 'Data folder of the copy' },
    'to-database': {
      type: 'string',
      valueHint: 'url',
      description: 'PostgreSQL of the copy (default: ROLEKIT_REGISTRY_TO_DATABASE, else SQLite in its folder)',
    },
    'to-blobs': {
      type: 'string',
      valueHint: 'dir|s3://bucket/prefix',
      description: 'Folder or bucket of its archives (default: in its data folder)',
    },
  },
});
