import { defineWords } from '../../command.ts';
import { registryOption } from '../../options.ts';

export default defineWords({
  name: 'info',
  description: 'Show one plugin of a registry: its tools, skills, versions and how to install it',
  examples: ['rolekit info rolekit/sales', 'rolekit info rolekit/sales@beta --json'],
  args: {
    plugin: { type: 'positional', required: true, description: 'namespace/name, with @version or @channel' },
    ...registryOption,
  },
});
