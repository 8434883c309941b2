import { defineWords } from '../../command.ts';

export default defineWords({
  name: 'update',
  description: 'Update installed plugins, and tell which were withdrawn',
  examples: ['rolekit update', 'rolekit update --check', 'rolekit update acme/sales'],
  notes:
    'It knows what `rolekit install <plugin>` put into hosts and folders, from any registry. What may not be installed stays as it is, and the others are updated. With `--check` nothing is changed, and the exit code is 1 when something withdrawn is installed, 4 when a registry could not be asked.',
  args: {
    plugin: { type: 'positional', required: false, description: 'namespace/name (default: everything installed)' },
    check: { type: 'boolean', description: 'Only tell what is outdated, deprecated or withdrawn' },
    'accept-components': { type: 'boolean', description: 'Accept the components that run on this machine' },
  },
});
