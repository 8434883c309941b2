import { defineWords } from '../../command.ts';
import { versionArgs } from '../../options.ts';

export default defineWords({
  name: 'quarantine',
  description: 'Serve a version nowhere until that is lifted',
  examples: [
    'rolekit quarantine acme/sales@1.2.0 --reason "Sends orders to a host that we do not know."',
    'rolekit quarantine acme/sales@1.2.0 --undo',
  ],
  notes:
    'It is in no list, archive or repository from then on; who reads the plugin is told why. What is installed stays installed.',
  args: {
    ...versionArgs,
    reason: { type: 'string', valueHint: 'text', description: 'Reason, shown to everyone' },
    undo: { type: 'boolean', description: 'Serve it again; what an administrator quarantined, an administrator lifts' },
  },
});
