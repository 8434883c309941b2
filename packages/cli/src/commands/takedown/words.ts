import { defineWords } from '../../command.ts';
import { versionArgs } from '../../options.ts';

export default defineWords({
  name: 'takedown',
  description: 'Remove the bytes of a version for good',
  examples: ['rolekit takedown acme/sales@1.2.0 --reason "Holds a customer’s data." --yes'],
  notes: 'Its record stays, and its number is not used again. It cannot be undone; `rolekit quarantine <plugin>` can.',
  args: {
    ...versionArgs,
    reason: { type: 'string', valueHint: 'text', description: 'Reason, shown to everyone' },
    yes: { type: 'boolean', description: 'Do it without a question' },
  },
});
