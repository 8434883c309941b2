import { defineWords } from '../../../command.ts';
import { placeFlags } from '../../../registry/settings/flags.ts';

export default defineWords({
  name: 'registry verify',
  description: 'Check all data of a stopped registry',
  examples: ['rolekit registry verify --data ./registry', 'rolekit registry verify --data /srv/rolekit --repair'],
  args: {
    ...placeFlags,
    repair: { type: 'boolean', description: 'Rebuild everything that events and archives determine' },
  },
});
