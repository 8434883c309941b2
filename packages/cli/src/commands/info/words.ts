import { defineWords } from '../../command.ts';
import { registryOption } from '../../options.ts';

export default defineWords({
  name: 'info',
  description: 'Show a plugin: tools, skills, versions, how to install it',
  examples: ['rolekit info rolekit/sales', 'rolekit info rolekit/sales@beta --json'],
  args: {
    plugin: { type: 'positional', required: true, description: 'namespace/name[@version or @channel]' },
    ...registryOption,
  },
});
