import { defineWords } from '../../command.ts';
import { versionArgs } from '../../options.ts';

export default defineWords({
  name: 'unyank',
  description: 'Take the yank of a version back',
  examples: ['rolekit unyank acme/sales@1.2.0'],
  args: versionArgs,
});
