import { defineWords } from '../../command.ts';
import { versionArgs } from '../../options.ts';

export default defineWords({
  name: 'deprecate',
  description: 'Say that a version should be used no more; it stays installable',
  examples: [
    'rolekit deprecate acme/sales@1.2.0 --reason "The old API ends in May." --replacement acme/crm',
    'rolekit deprecate acme/sales@1.2.0 --undo',
  ],
  args: {
    ...versionArgs,
    reason: { type: 'string', valueHint: 'text', description: 'Why; public' },
    replacement: { type: 'string', valueHint: 'namespace/name', description: 'What to use instead' },
    undo: { type: 'boolean', description: 'Take the deprecation back' },
  },
});
