import { nearest } from '@rolekit/sdk/internal/texts';
import { usageError } from '../errors.ts';
import { connectorName, fillTemplateFiles, type TemplateValues } from '../templates.ts';
import { nameProblem, titleOf } from './names.ts';

export const KINDS = ['connector', 'plugin', 'workspace'] as const;
export type Kind = (typeof KINDS)[number];

export interface Template {
  name: string;
  /** What somebody chooses it by. */
  hint: string;
  /** See `fillTemplateFiles`. */
  folders: readonly string[];
  without?: readonly string[];
}

/** The settings of the REST template, and what its sandbox answers. */
const REST = ['src/api.ts', 'sandbox/answer.ts'];

/** The first one is what is made where none is named. */
export const TEMPLATES: Readonly<Record<Kind, readonly [Template, ...Template[]]>> = {
  connector: [
    { name: 'rest', hint: 'a REST API with a key', folders: ['connector'] },
    { name: 'oauth', hint: 'a REST API whose users sign in', folders: ['connector', 'oauth'] },
    {
      name: 'graphql',
      hint: 'a GraphQL API with a key',
      folders: ['connector', 'graphql'],
      without: ['sandbox/answer.ts'],
    },
    { name: 'sql', hint: 'a database with an HTTP SQL API', folders: ['connector', 'sql'], without: REST },
    {
      name: 'files',
      hint: 'local files in a folder',
      folders: ['connector', 'files'],
      without: [...REST, 'sandbox/server.ts'],
    },
  ],
  plugin: [
    { name: 'plain', hint: 'skills, without code', folders: ['plugin'] },
    { name: 'code', hint: 'skills, and a connector of its own', folders: ['connector', 'code'] },
  ],
  workspace: [{ name: 'partner', hint: 'several plugins, released together', folders: ['workspace'] }],
};

/** @throws RK_USAGE */
export function templateNamed(kind: Kind, name: string | undefined): Template {
  const [usual] = TEMPLATES[kind];
  const names = TEMPLATES[kind].map((template) => template.name);
  const found = name === undefined ? usual : TEMPLATES[kind].find((template) => template.name === name);
  if (found) return found;
  const near = nearest(name ?? '', names);
  throw usageError(
    `There is no template \`${name}\` of a ${kind}.`,
    near ? `Did you mean \`--template ${near}\`?` : `Choose from ${names.join(', ')}.`,
  );
}

/** The files of a new folder. @throws RK_USAGE for a plugin after whose name no connector can be named */
export async function filesOfTemplate(
  kind: Kind,
  { folders, without }: Template,
  values: TemplateValues,
): Promise<Map<string, string>> {
  const connector = connectorName(values.name);
  const problem = folders[0] === 'connector' ? nameProblem('connector', connector) : undefined;
  if (problem) throw usageError(`\`${connector}\` is not a valid connector name.`, problem);
  const files = await fillTemplateFiles(folders, values, without);
  if (kind !== 'workspace') return files;
  const { namespace } = values;
  const own = await fillTemplateFiles(['connector'], { name: 'desk', namespace, title: titleOf('desk') });
  // connectors come before the plugins that use them
  return new Map([...[...own].map(([path, text]) => [`connectors/desk/${path}`, text] as const), ...files]);
}
