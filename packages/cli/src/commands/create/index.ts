import { relative, resolve, sep } from 'node:path';
import type { ImportReport, OpenApiImport } from '@rolekit/openapi';
import { isName, nearest } from '@rolekit/sdk/internal';
import { type ArgsOf, type CommandContext, defineCommand } from '../../command.ts';
import { ask } from '../../create/ask.ts';
import { connectorFromOpenApi } from '../../create/from-openapi.ts';
import { joinConnector } from '../../create/join.ts';
import { nameProblem, titleOf } from '../../create/name.ts';
import { renderImport } from '../../create/render-import.ts';
import { writeNew } from '../../create/write.ts';
import { usageError } from '../../errors.ts';
import { shellWord } from '../../shell-word.ts';
import { fillTemplateFiles } from '../../templates.ts';
import type words from './words.ts';

const KINDS = ['connector', 'plugin'] as const;
type Kind = (typeof KINDS)[number];

interface Created {
  /** Of a connector from a description. */
  openapi?: ImportReport;
  kind: Kind;
  /** `namespace/name` */
  id: string;
  /** Relative to the working folder. */
  dir: string;
  files: string[];
}

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<Created> {
    const given = { kind: args.kind, name: args.name, namespace: args.namespace, description: args.description };
    if (given.kind !== undefined) kindOf(given.kind);
    const asks = context.interactive && args.yes !== true;
    const { kind, name, namespace, description } = asks
      ? await ask(given, context)
      : { ...given, namespace: given.namespace ?? 'local' };
    const values = checked(kindOf(kind), name, namespace);
    if (args.connector !== undefined && values.kind === 'connector') {
      throw usageError('`--connector` is for plugins only.', 'Run `rolekit create plugin …`.');
    }
    const target = resolve(context.cwd, args.dir ?? values.name);
    const filled = { ...values, title: titleOf(values.name), description };
    const imported = await openApiOf(args['from-openapi'], filled, context);
    let files = imported?.files ?? (await fillTemplateFiles(values.kind, filled));
    for (const connector of repeated(context.rest, 'connector'))
      files = await joinConnector(files, connector, target, args.registry, context);
    await writeNew(target, files);
    return {
      kind: values.kind,
      id: `${values.namespace}/${values.name}`,
      dir: relative(context.cwd, target).split(sep).join('/') || '.',
      files: [...files.keys()],
      ...(imported ? { openapi: imported.report } : {}),
    };
  },
  render({ kind, id, dir, files, openapi }, out) {
    if (openapi) renderImport(openapi, out);
    out.line(`${out.paint.green('created')}  ${kind} ${out.paint.bold(id)} in ${dir}`);
    for (const file of files) out.line(`  ${file}`);
    out.line();
    out.line('Next:');
    if (dir !== '.') out.line(`  cd ${shellWord(dir)}`);
    out.line('  rolekit validate');
    out.line('  rolekit test');
    out.line('  rolekit publish');
  },
});

/** What `--from-openapi` makes; undefined without it. */
async function openApiOf(
  file: string | undefined,
  values: { kind: Kind; name: string; namespace: string; title: string; description: string | undefined },
  { cwd, rest }: CommandContext,
): Promise<Pick<OpenApiImport, 'files' | 'report'> | undefined> {
  const choice = {
    tags: repeated(rest, 'tag'),
    paths: repeated(rest, 'path'),
    operations: repeated(rest, 'operation'),
  };
  if (file === undefined) {
    if (Object.values(choice).flat().length === 0) return undefined;
    throw usageError('`--tag`, `--path` and `--operation` need an OpenAPI description.', 'Add --from-openapi <file>.');
  }
  if (values.kind !== 'connector')
    throw usageError('`--from-openapi` is for connectors only.', 'Run `rolekit create connector …`.');
  return connectorFromOpenApi(resolve(cwd, file), values, choice);
}

/** Every value of an option that is given several times. */
function repeated(rest: readonly string[], name: string): string[] {
  return rest.flatMap((word, index) => {
    if (word.startsWith(`--${name}=`)) return [word.slice(name.length + 3)];
    return word === `--${name}` ? (rest[index + 1] ?? []) : [];
  });
}

function kindOf(kind: string | undefined): Kind {
  const found = KINDS.find((one) => one === kind);
  if (found) return found;
  if (kind === undefined)
    throw usageError('Say what to create.', 'Run `rolekit create connector <name>` or `rolekit create plugin <name>`.');
  const near = nearest(kind, KINDS);
  throw usageError(
    `Cannot create \`${kind}\`.`,
    near ? `Did you mean \`rolekit create ${near}\`?` : `Choose from ${KINDS.join(' and ')}.`,
  );
}

function checked(
  kind: Kind,
  name: string | undefined,
  namespace: string,
): { kind: Kind; name: string; namespace: string } {
  if (!name) throw usageError(`The ${kind} has no name.`, `Run \`rolekit create ${kind} <name>\`.`);
  const problem = nameProblem(kind, name);
  if (problem) throw usageError(`\`${name}\` is not a valid ${kind} name.`, problem);
  if (!isName(namespace))
    throw usageError(
      `\`${namespace}\` is not a valid namespace.`,
      'Use lower-case letters, digits and single hyphens.',
    );
  return { kind, name, namespace };
}
