import { defineWords } from '../../command.ts';
import { registryOption } from '../../options.ts';

export default defineWords({
  name: 'search',
  description: 'Search a registry; without words, list everything',
  examples: ['rolekit search forecast', 'rolekit search --role sales --json'],
  args: {
    text: { type: 'positional', required: false, description: 'Words to search for' },
    role: { type: 'string', description: 'Plugins of this role' },
    connector: { type: 'string', description: 'Plugins that have this connector' },
    namespace: { type: 'string', description: 'Plugins of this namespace' },
    limit: { type: 'string', valueHint: 'n', description: 'At most this many, 1 to 100', default: '20' },
    cursor: { type: 'string', description: 'Where a page before ended' },
    ...registryOption,
  },
});
