import { defineWords } from '../../command.ts';
import { registryOption } from '../../options.ts';

export default defineWords({
  name: 'doctor',
  description: 'Find out why a plugin does not work on this machine',
  examples: ['rolekit doctor', 'rolekit doctor plugins/sales', 'rolekit doctor acme/sales --json'],
  args: {
    plugin: {
      type: 'positional',
      required: false,
      valueHint: 'dir|archive|namespace/name',
      description: 'Plugin to check (default: the one in this folder)',
    },
    ...registryOption,
  },
  values: { plugin: 'plugin folder' },
});
