import { defineWords } from '../../command.ts';
import { registryOption } from '../../options.ts';

export default defineWords({
  name: 'search',
  description: 'Search a registry, or list all its plugins',
  examples: ['rolekit search forecast', 'rolekit search --role sales --json'],
  args: {
    text: { type: 'positional', required: false, description: 'Words to search for' },
    role: { type: 'string', description: 'Only plugins of this role' },
    connector: { type: 'string', description: 'Only plugins with this connector' },
    namespace: { type: 'string', description: 'Only plugins of this namespace' },
    limit: { type: 'string', valueHint: 'n', description: 'Results per page, 1 to 100', default: '20' },
    cursor: { type: 'string', description: 'Cursor of the next page, from the last one' },
    ...registryOption,
  },
});
