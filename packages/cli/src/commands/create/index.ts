import { relative, resolve, sep } from 'node:path';
import { isName } from '@rolekit/sdk/plugin';
import { defineRolekitCommand } from '../../command.ts';
import { usageError } from '../../errors.ts';
import { nearest } from '../../nearest.ts';
import { registryArg } from '../../registry/open.ts';
import { fillTemplateFiles } from '../../templates.ts';
import { ask } from './ask.ts';
import { joinConnector } from './join.ts';
import { nameProblem, titleOf } from './name.ts';
import { writeNew } from './write.ts';

const KINDS = ['connector', 'plugin'] as const;
type Kind = (typeof KINDS)[number];

interface Created {
  kind: Kind;
  /** `namespace/name` */
  id: string;
  /** Relative to the working folder. */
  dir: string;
  files: string[];
}

export default defineRolekitCommand({
  meta: {
    name: 'create',
    description: 'Start a connector or a plugin from a template that works as it is',
    examples: [
      'rolekit create connector crm --namespace acme',
      'rolekit create plugin sales --namespace acme --connector rolekit/salesforce',
    ],
  },
  args: {
    kind: { type: 'positional', required: false, description: 'connector or plugin' },
    name: { type: 'positional', required: false, description: 'Its name, lower case' },
    dir: { type: 'string', valueHint: 'dir', description: 'Folder to make (default: the name)' },
    namespace: { type: 'string', valueHint: 'name', description: 'Owner of the name in a registry (default: local)' },
    description: { type: 'string', valueHint: 'text', description: 'What it does, in one sentence' },
    connector: { type: 'string', valueHint: 'namespace/name[@range]', description: 'Connector that the plugin uses' },
    yes: { type: 'boolean', description: 'Ask nothing, take the defaults' },
    ...registryArg,
  },
  async run(args, context): Promise<Created> {
    const given = { kind: args.kind, name: args.name, namespace: args.namespace, description: args.description };
    if (given.kind !== undefined) kindOf(given.kind);
    const asks = context.interactive && args.yes !== true;
    const { kind, name, namespace, description } = asks
      ? await ask(given, context)
      : { ...given, namespace: given.namespace ?? 'local' };
    const values = checked(kindOf(kind), name, namespace);
    if (args.connector !== undefined && values.kind === 'connector') {
      throw usageError('`--connector` belongs to a plugin.', 'Write `rolekit create plugin …`.');
    }
    const target = resolve(context.cwd, args.dir ?? values.name);
    let files = await fillTemplateFiles(values.kind, { ...values, title: titleOf(values.name), description });
    if (args.connector !== undefined)
      files = await joinConnector(files, args.connector, target, args.registry, context);
    await writeNew(target, files);
    return {
      kind: values.kind,
      id: `${values.namespace}/${values.name}`,
      dir: relative(context.cwd, target).split(sep).join('/') || '.',
      files: [...files.keys()],
    };
  },
  render({ kind, id, dir, files }, out) {
    out.line(`${out.paint.green('created')}  ${kind} ${out.paint.bold(id)} in ${dir}`);
    for (const file of files) out.line(`  ${file}`);
    out.line();
    out.line('Next:');
    if (dir !== '.') out.line(`  cd ${/\s/.test(dir) ? `"${dir}"` : dir}`);
    out.line('  rolekit validate');
    out.line('  rolekit test');
    out.line('  rolekit publish');
  },
});

function kindOf(kind: string | undefined): Kind {
  const found = KINDS.find((one) => one === kind);
  if (found) return found;
  if (kind === undefined)
    throw usageError(
      'What to create was not named.',
      'Write `rolekit create connector <name>` or `rolekit create plugin <name>`.',
    );
  const near = nearest(kind, KINDS);
  throw usageError(
    `\`${kind}\` cannot be created.`,
    near ? `Did you mean \`rolekit create ${near}\`?` : `Choose from ${KINDS.join(' and ')}.`,
  );
}

function checked(
  kind: Kind,
  name: string | undefined,
  namespace: string,
): { kind: Kind; name: string; namespace: string } {
  if (!name) throw usageError(`The ${kind} has no name.`, `Write \`rolekit create ${kind} <name>\`.`);
  const problem = nameProblem(kind, name);
  if (problem) throw usageError(`\`${name}\` is no name of a ${kind}.`, problem);
  if (!isName(namespace))
    throw usageError(`\`${namespace}\` is no namespace.`, 'Use lower-case letters, digits and single hyphens.');
  return { kind, name, namespace };
}
