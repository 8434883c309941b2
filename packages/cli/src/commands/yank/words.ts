import { defineWords } from '../../command.ts';
import { versionArgs } from '../../options.ts';

export default defineWords({
  name: 'yank',
  description: 'Yank a version: nobody gets it any more unless they ask for it',
  examples: ['rolekit yank acme/sales@1.2.0 --reason "Reads the wrong unit."'],
  args: { ...versionArgs, reason: { type: 'string', valueHint: 'text', description: 'Reason, shown to everyone' } },
});
