import { defineWords } from '../../command.ts';
import { versionArgs } from '../../options.ts';

export default defineWords({
  name: 'deprecate',
  description: 'Deprecate a version: it stays installable, with a warning',
  examples: [
    'rolekit deprecate acme/sales@1.2.0 --reason "The old API ends in May." --replacement acme/crm',
    'rolekit deprecate acme/sales@1.2.0 --undo',
  ],
  args: {
    ...versionArgs,
    reason: { type: 'string', valueHint: 'text', description: 'Reason, shown to everyone' },
    replacement: { type: 'string', valueHint: 'namespace/name', description: 'Plugin to use instead' },
    undo: { type: 'boolean', description: 'Undo the deprecation' },
  },
});
