import { defineWords } from '../../command.ts';
import { registryOption, tokenFileOption } from '../../options.ts';

export default defineWords({
  name: 'publish',
  description: 'Publish a plugin to a registry',
  examples: [
    'rolekit publish plugins/sales',
    'rolekit publish sales-0.2.0.tgz --registry https://plugins.example.com --token-file token',
    'rolekit publish --channel beta',
    'rolekit publish plugins/sales --sign',
  ],
  notes: 'For every reason of a refusal see [publish](registry.md#publish).',
  args: {
    path: { type: 'positional', required: false, default: '.', description: 'Plugin folder or archive' },
    build: { type: 'boolean', default: true, negativeDescription: 'Publish the last build' },
    channel: { type: 'string', description: 'Channel to point at this version' },
    waiver: {
      type: 'string',
      valueHint: 'reason',
      description: 'Why the version is lower than its changes demand; public',
    },
    'dry-run': { type: 'boolean', description: 'Build, and ask the registry what it would say; publish nothing' },
    sign: { type: 'boolean', description: 'Sign it with your own key; the first time makes one under ~/.rolekit' },
    'key-file': {
      type: 'string',
      valueHint: 'file',
      description: 'Sign with this Ed25519 private key (default: ROLEKIT_PUBLISHER_KEY_FILE, else your own)',
    },
    ...tokenFileOption,
    ...registryOption,
  },
  values: { path: 'plugin folder' },
});
