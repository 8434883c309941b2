import { defineWords } from '../../command.ts';
import { registryOption } from '../../options.ts';

export default defineWords({
  name: 'undo',
  description: 'Undo a write of the audit log, after showing what that changes',
  examples: ['rolekit undo --list', 'rolekit undo 3f9c2a71b0', 'rolekit undo 3f9c2a71b0 --profile sandbox'],
  args: {
    id: { type: 'positional', required: false, description: 'Id of the write, or its beginning; see --list' },
    list: { type: 'boolean', description: 'List the writes that can be undone' },
    profile: { type: 'string', valueHint: 'name', description: 'Profile that it was made with (default: the active)' },
    from: { type: 'string', valueHint: 'dir|archive|namespace/name', description: 'Plugin that has the connector' },
    ...registryOption,
  },
});
