import { defineWords } from '../../command.ts';
import { registryOption } from '../../options.ts';

export default defineWords({
  name: 'outdated',
  description: "Compare a plugin's base and connectors with what is published",
  examples: ['rolekit outdated', 'rolekit outdated plugins/sales --exit-code', 'rolekit outdated --json'],
  notes:
    'Of its base and of each connector that it joins: the locked version, the highest one in the range, the newest, what a change to them needs (major, minor or patch), and whether the locked one was yanked, quarantined or taken down. Nothing is changed: `rolekit build --update` takes the wanted versions.',
  args: {
    path: { type: 'positional', required: false, default: '.', description: 'Plugin folder' },
    'exit-code': { type: 'boolean', description: 'Exit with 1 when something is outdated' },
    ...registryOption,
  },
  values: { path: 'plugin folder' },
});
