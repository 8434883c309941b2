import { defineWords } from '../../../command.ts';
import { dataOption } from '../../../options.ts';

export default defineWords({
  name: 'registry verify',
  description: 'Compare everything in the data folder of a registry that is stopped',
  examples: ['rolekit registry verify --data ./registry', 'rolekit registry verify --data /srv/rolekit --repair'],
  args: {
    ...dataOption,
    repair: { type: 'boolean', description: 'Make again what follows from events and archives' },
  },
});
