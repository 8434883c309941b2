import { defineWords } from '../../../command.ts';

export default defineWords({
  name: 'version add',
  description: 'Write a note of a change, for the next version and its changelog',
  examples: [
    'rolekit version add',
    'rolekit version add --plugin sales --bump minor --note "Finds the deals that have no next step."',
  ],
  notes:
    'The note is a file in `.changeset/` in the format of changesets, whose notes are read too. Commit it with the change.',
  args: {
    plugin: {
      type: 'string',
      valueHint: 'name|dir',
      description: 'Plugin that changed (default: the one in this folder); may be repeated',
    },
    bump: { type: 'string', valueHint: 'patch|minor|major', description: 'What the change means for those who use it' },
    note: { type: 'string', valueHint: 'text', description: 'What changed, for those who use it' },
  },
  values: { plugin: 'plugin folder', bump: ['patch', 'minor', 'major'] },
});
