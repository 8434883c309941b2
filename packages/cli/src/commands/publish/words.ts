import { defineWords } from '../../command.ts';
import { registryOption, tokenFileOption } from '../../options.ts';

export default defineWords({
  name: 'publish',
  description: 'Publish a plugin to a registry',
  examples: [
    'rolekit publish plugins/sales',
    'rolekit publish sales-0.2.0.tgz --registry https://plugins.example.com --token-file token',
    'rolekit publish --channel beta',
  ],
  notes: 'See [publish](registry.md#publish) for every refusal.',
  args: {
    path: { type: 'positional', required: false, default: '.', description: 'Folder of the plugin, or an archive' },
    build: { type: 'boolean', default: true, negativeDescription: 'Publish what was built before' },
    channel: { type: 'string', description: 'Channel that then points at this version' },
    waiver: {
      type: 'string',
      valueHint: 'reason',
      description: 'Why the version may be lower than its changes; public',
    },
    'dry-run': { type: 'boolean', description: 'Do everything but send it' },
    ...tokenFileOption,
    ...registryOption,
  },
});
