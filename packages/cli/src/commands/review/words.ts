import { defineWords } from '../../command.ts';
import { registryOption, tokenFileOption } from '../../options.ts';

export default defineWords({
  name: 'review',
  description: 'Show the versions that wait for a second person, or what one of them would change',
  examples: ['rolekit review', 'rolekit review acme/sales@1.2.0', 'rolekit review --all'],
  notes:
    'Only to who may approve them, and to their publishers. Decide with `rolekit approve <plugin>` or `rolekit reject <plugin>`.',
  args: {
    plugin: { type: 'positional', required: false, description: 'namespace/name@version (default: all that wait)' },
    all: { type: 'boolean', description: 'Also those that were decided or waited too long' },
    ...tokenFileOption,
    ...registryOption,
  },
});
