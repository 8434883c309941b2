import { type ArgsOf, defineCommand } from '../../../command.ts';
import { type AddedNote, addNote } from '../../../release/add-note.ts';
import { repeatedOption } from '../../../repeated-option.ts';
import type words from './words.ts';

export default defineCommand({
  async run({ bump, note }: ArgsOf<typeof words>, context): Promise<AddedNote> {
    return addNote({ plugins: repeatedOption(context.rest, 'plugin'), bump, note }, context);
  },
  render({ file, plugins, bump }, out) {
    out.line(`${out.paint.green('noted')}  ${bump} of ${plugins.join(', ')} in ${file}`);
    out.line(`Commit it with the change; ${out.command('version status')} says what it makes.`);
  },
});
