import { defineWords } from '../../command.ts';
import { versionArgs } from '../../options.ts';

export default defineWords({
  name: 'unyank',
  description: 'Undo the yank of a version',
  examples: ['rolekit unyank acme/sales@1.2.0'],
  args: versionArgs,
});
