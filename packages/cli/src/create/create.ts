import { join, relative, resolve, sep } from 'node:path';
import type { Choice, ImportReport, OpenApiImport } from '@rolekit/openapi';
import { isName } from '@rolekit/sdk/internal';
import { nearest } from '@rolekit/sdk/internal/texts';
import type { CommandContext } from '../command.ts';
import { usageError } from '../errors.ts';
import { connectorFromOpenApi } from './from-openapi.ts';
import { joinConnector } from './join-connector.ts';
import { linkTypes } from './link-types.ts';
import { nameProblem, titleOf } from './names.ts';
import { type Answers, ask } from './questions.ts';
import { filesOfTemplate, KINDS, type Kind, templateNamed } from './templates.ts';
import { pluginFolders, writeNew } from './write-folder.ts';

export interface Created {
  /** Of a connector from a description. */
  openapi?: ImportReport;
  kind: Kind;
  /** `namespace/name` */
  id: string;
  /** Relative to the working folder. */
  dir: string;
  files: string[];
  /** Packages whose types are those of this command, until they are installed. */
  typesFrom: string[];
}

export interface CreateOptions extends Answers {
  /** Ask for what is missing. */
  asks: boolean;
  /** Folder to create. @default the name */
  dir: string | undefined;
  /** Connectors of a plugin: `namespace/name[@range]`. */
  connectors: readonly string[];
  /** OpenAPI description. */
  fromOpenApi: string | undefined;
  /** Operations of the description. */
  choice: Choice;
  registry: string | undefined;
}

/**
 * Creates a connector, a plugin or a workspace from a template.
 *
 * @throws RK_USAGE, RK_FOLDER_TAKEN, RK_FINDINGS
 */
export async function create(options: CreateOptions, context: CommandContext): Promise<Created> {
  if (options.kind !== undefined) kindOf(options.kind);
  if (options.template !== undefined) refuseTemplate(options);
  const { kind, name, namespace, description, template } = options.asks
    ? await ask(options, context)
    : { ...options, namespace: options.namespace ?? 'local' };
  const values = checked(kindOf(kind), name, namespace);
  const chosen = templateNamed(values.kind, template);
  if (options.connectors.length > 0 && values.kind !== 'plugin')
    throw usageError('`--connector` is for plugins only.', 'Run `rolekit create plugin …`.');
  const target = resolve(context.cwd, options.dir ?? values.name);
  const filled = { ...values, title: titleOf(values.name), description };
  const imported = await importedFrom(options, filled, context.cwd);
  let files = imported?.files ?? (await filesOfTemplate(values.kind, chosen, filled));
  for (const connector of options.connectors)
    files = await joinConnector(files, connector, target, options.registry, context);
  await writeNew(target, files);
  return {
    kind: values.kind,
    id: `${values.namespace}/${values.name}`,
    dir: relative(context.cwd, target).split(sep).join('/') || '.',
    files: [...files.keys()],
    typesFrom: await linkAll(target, files),
    ...(imported ? { openapi: imported.report } : {}),
  };
}

async function linkAll(target: string, files: ReadonlyMap<string, string>): Promise<string[]> {
  const linked = await Promise.all(pluginFolders(files).map((folder) => linkTypes(join(target, folder))));
  return [...new Set(linked.flat())];
}

/** Before anything is asked. @throws RK_USAGE */
function refuseTemplate({ kind, template, fromOpenApi }: CreateOptions): void {
  if (fromOpenApi !== undefined) throw usageError('`--from-openapi` makes its own code.', 'Leave `--template` out.');
  if (kind !== undefined) templateNamed(kindOf(kind), template);
}

/** What `--from-openapi` generates; undefined without it. */
async function importedFrom(
  { fromOpenApi, choice }: CreateOptions,
  values: { kind: Kind; name: string; namespace: string; title: string; description: string | undefined },
  cwd: string,
): Promise<Pick<OpenApiImport, 'files' | 'report'> | undefined> {
  if (fromOpenApi === undefined) {
    if (Object.values(choice).flat().length === 0) return undefined;
    throw usageError('`--tag`, `--path` and `--operation` need an OpenAPI description.', 'Add --from-openapi <file>.');
  }
  if (values.kind !== 'connector')
    throw usageError('`--from-openapi` is for connectors only.', 'Run `rolekit create connector …`.');
  return connectorFromOpenApi(resolve(cwd, fromOpenApi), values, choice);
}

function kindOf(kind: string | undefined): Kind {
  const found = KINDS.find((candidate) => candidate === kind);
  if (found) return found;
  if (kind === undefined)
    throw usageError('Say what to create.', 'Run `rolekit create connector <name>` or `rolekit create plugin <name>`.');
  const near = nearest(kind, KINDS);
  throw usageError(
    `Cannot create \`${kind}\`.`,
    near ? `Did you mean \`rolekit create ${near}\`?` : `Choose from ${KINDS.join(', ')}.`,
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
