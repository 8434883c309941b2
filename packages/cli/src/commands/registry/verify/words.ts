import { defineWords } from '../../../command.ts';
import { placeOptions } from '../../../options.ts';

export default defineWords({
  name: 'registry verify',
  description: 'Check all data of a stopped registry',
  examples: ['rolekit registry verify --data ./registry', 'rolekit registry verify --data /srv/rolekit --repair'],
  args: {
    ...placeOptions,
    repair: { type: 'boolean', description: 'Rebuild everything that events and archives determine' },
  },
});
