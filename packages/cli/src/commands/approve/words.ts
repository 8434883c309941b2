import { defineWords } from '../../command.ts';
import { digestOption, versionArgs } from '../../options.ts';

export default defineWords({
  name: 'approve',
  description: 'Publish a version that waits for a second person',
  examples: ['rolekit approve acme/sales@1.2.0 --digest sha256:…'],
  notes:
    '`rolekit review` shows what it would change, and its digest; other bytes are not approved by it. Who sent a version cannot approve it.',
  args: { ...versionArgs, ...digestOption },
});
