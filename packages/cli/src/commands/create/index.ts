import { posix } from 'node:path';
import { type ArgsOf, defineCommand } from '../../command.ts';
import { type Created, create } from '../../create/create.ts';
import { renderImport } from '../../create/render-import.ts';
import { repeatedOption } from '../../repeated-option.ts';
import { shellWord } from '../../shell-word.ts';
import type words from './words.ts';

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<Created> {
    const { kind, name, namespace, description, template, dir, registry } = args;
    const values = (option: string) => repeatedOption(context.rest, option);
    const options = {
      ...{ kind, name, namespace, description, template, dir, registry },
      asks: context.interactive && args.yes !== true,
      connectors: values('connector'),
      fromOpenApi: args['from-openapi'],
      choice: { tags: values('tag'), paths: values('path'), operations: values('operation') },
    };
    return create(options, context);
  },
  render({ kind, id, dir, files, openapi, typesFrom }, out) {
    if (openapi) renderImport(openapi, out);
    out.line(`${out.paint.green('created')}  ${kind} ${out.paint.bold(id)} in ${dir}`);
    for (const file of files) out.line(`  ${file}`);
    if (typesFrom.length > 0)
      out.line(`The types of ${typesFrom.join(', ')} are those of this command, until you install them.`);
    out.line();
    out.line('Next:');
    const folders = files.filter((file) => posix.basename(file) === 'plugin.json').map((file) => posix.dirname(file));
    for (const next of ['validate', 'test', 'publish'])
      for (const folder of folders) {
        const path = posix.join(dir, folder);
        out.line(`  ${out.command(next)}${path === '.' ? '' : ` ${shellWord(path)}`}`);
      }
  },
});
