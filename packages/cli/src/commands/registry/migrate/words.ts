import { defineWords } from '../../../command.ts';
import { placeFlags } from '../../../registry/settings/flags.ts';

export default defineWords({
  name: 'registry migrate',
  description: 'Move a stopped registry from SQLite to PostgreSQL',
  examples: ['rolekit registry migrate --data ./registry --database postgres://rolekit@db.example/rolekit'],
  notes:
    'What was interrupted is finished by the same command. See [several registries and copies](registry.md#postgresql).',
  args: { ...placeFlags },
});
