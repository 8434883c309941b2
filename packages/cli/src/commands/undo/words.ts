import { defineWords } from '../../command.ts';
import { registryOption } from '../../options.ts';

export default defineWords({
  name: 'undo',
  description: 'Undo a write from the audit log; shows the change first',
  examples: ['rolekit undo --list', 'rolekit undo 3f9c2a71b0', 'rolekit undo 3f9c2a71b0 --profile sandbox'],
  args: {
    id: { type: 'positional', required: false, description: 'ID of the write or its first characters; see --list' },
    list: { type: 'boolean', description: 'List writes that can be undone' },
    profile: { type: 'string', valueHint: 'name', description: 'Profile of the write (default: the active one)' },
    from: { type: 'string', valueHint: 'dir|archive|namespace/name', description: 'Plugin with the connector' },
    ...registryOption,
  },
  values: { from: 'plugin folder' },
});
