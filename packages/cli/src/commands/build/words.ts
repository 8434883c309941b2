import { defineWords } from '../../command.ts';
import { registryOption } from '../../options.ts';

export default defineWords({
  name: 'build',
  description: 'Build a plugin into dist/, every file that every host reads',
  examples: [
    'rolekit build',
    'rolekit build plugins/sales',
    'rolekit build --update --registry https://plugins.example.com',
  ],
  notes: 'Building twice gives the same bytes. See [what a build writes](plugins.md#what-a-build-writes).',
  args: {
    path: { type: 'positional', required: false, default: '.', description: 'Folder of the plugin' },
    out: { type: 'string', valueHint: 'dir', description: 'Folder to write; dist/ below the plugin without it' },
    update: { type: 'boolean', description: 'Resolve connectors again instead of keeping the lock' },
    ...registryOption,
  },
});
