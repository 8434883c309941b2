import { defineWords } from '../../command.ts';
import { releaseOptions } from '../../options.ts';

export default defineWords({
  name: 'version',
  description: 'Make the next versions and changelogs from notes and changes',
  examples: [
    'rolekit version --dry-run',
    'rolekit version --plugin sales --registry https://plugins.example.com',
    'rolekit version --since sales-1.2.0.tgz',
    'rolekit version --pre beta',
  ],
  notes:
    'The next version is what the notes in `.changeset/` ask for, or what the changes since the published version need, whichever is higher. It goes into `plugin.json`, and into a `package.json` beside it; the notes go into `CHANGELOG.md` and are removed. See [version it](plugins.md#version-it).',
  args: {
    ...releaseOptions,
    'dry-run': { type: 'boolean', description: 'Say what would be written; write nothing' },
  },
  values: { plugin: 'plugin folder' },
});
