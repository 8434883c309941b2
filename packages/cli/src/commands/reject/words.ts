import { defineWords } from '../../command.ts';
import { digestOption, versionArgs } from '../../options.ts';

export default defineWords({
  name: 'reject',
  description: 'Reject a version that waits for a second person',
  examples: ['rolekit reject acme/sales@1.2.0 --digest sha256:… --reason "Reaches a host that nobody asked for."'],
  notes: 'Its publisher reads the reason, and may send the number again with other bytes.',
  args: {
    ...versionArgs,
    ...digestOption,
    reason: { type: 'string', valueHint: 'text', description: 'Reason, shown to its publisher' },
  },
});
