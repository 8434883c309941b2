import { defineWords } from '../../../command.ts';
import { releaseOptions } from '../../../options.ts';

export default defineWords({
  name: 'version status',
  description: 'Say what the next versions would be, and why',
  examples: ['rolekit version status', 'rolekit version status --plugin acme/sales --json'],
  args: { ...releaseOptions },
  values: { plugin: 'plugin folder' },
});
