import { type DefinitionProblem, RolekitError } from '../errors.ts';
import { inCall } from '../http/call-scope.ts';
import { capitalized } from '../tree/hidden-characters.ts';
import type { Connection, ConnectionDefinition } from './connection.ts';
import { wrongReach } from './declared-reach.ts';
import { type ToolDefiners, toolDefiners } from './define-tools.ts';
import type { FolderUse } from './description-types.ts';
import { type Fields, namedFields } from './field.ts';
import { RESULTS_FOLDER, resultTools } from './results-tools.ts';
import type { AnyTool } from './tool.ts';

/** Typed access to one app: its settings, the hosts it reaches and its tools. */
export interface Connector<T extends readonly AnyTool[] = readonly AnyTool[]> {
  readonly kind: 'connector';
  readonly name: string;
  readonly title: string;
  readonly version: string;
  readonly description: string;
  readonly hosts: readonly string[];
  /** Absent in a connector of an older SDK. */
  readonly folders?: readonly FolderUse[];
  readonly connection: Connection<Fields, unknown>;
  /** By name; skills refer to them. */
  readonly tools: { readonly [K in T[number] as K['name']]: K };
}

export interface ConnectorDefinition<T extends readonly AnyTool[]> {
  /** Lower case, the prefix of every tool name. */
  name: string;
  /** @default its name with a capital */
  title?: string;
  version: string;
  description: string;
  // biome-ignore lint/suspicious/noExplicitAny: a connection's config type matters to its own tools only
  connection: Connection<any, any>;
  /**
   * Hosts that it may reach: `api.example.com`, `*.example.com`, or `config:<field>` for the host of a setting.
   *
   * @default `config:baseUrl`
   */
  hosts?: string[];
  /** Folders of the user's machine that it may use, through `files` of `open`. @default none */
  folders?: readonly FolderUse[];
  tools: T;
}

const NAME = /^[a-z][a-z0-9]*$/;
const TOOLS_ON_BY_DEFAULT = 12;

/**
 * Defines a connector.
 *
 * @throws RK_DEFINITION when a name breaks the convention `<connector>_<verb>_<object>`, a name is used twice, a tool
 * uses another connection, more than 12 tools are switched on by default, or a host or folder is declared in a way that matches
 * nothing. Where a tool has `handles`, the two tools that
 * read and save kept rows are added, and the folder that they save to.
 */
export function defineConnector<const T extends readonly AnyTool[]>(definition: ConnectorDefinition<T>): Connector<T> {
  const { name, hosts = ['config:baseUrl'] } = definition;
  const hasHandles = definition.tools.some((tool) => tool.kind === 'list' && tool.handles);
  const tools = hasHandles ? [...definition.tools, ...resultTools(name, definition.connection)] : definition.tools;
  const folders = hasHandles ? withResultsFolder(definition.folders ?? []) : definition.folders;
  const problems = problemsOf(definition, tools, hosts);
  if (problems.length > 0) {
    const reason = problems.map((problem) => problem.reason).join('; ');
    const hint = [...new Set(problems.map((problem) => problem.hint))].join(' ');
    throw new RolekitError('RK_DEFINITION', { what: `connector ${name}`, reason, hint, problems });
  }
  return {
    kind: 'connector',
    name,
    title: definition.title ?? capitalized(name),
    version: definition.version,
    description: definition.description,
    hosts,
    ...(folders ? { folders } : {}),
    connection: { ...definition.connection, config: namedFields(name, definition.connection.config) },
    tools: Object.fromEntries(tools.map((tool) => [tool.name, tool])) as Connector<T>['tools'],
  };
}

/** All that is wrong with a connector, so that its author mends it at once. */
function problemsOf(
  { name, folders = [], connection }: ConnectorDefinition<readonly AnyTool[]>,
  tools: readonly AnyTool[],
  hosts: readonly string[],
): DefinitionProblem[] {
  const problems: DefinitionProblem[] = [];
  if (!NAME.test(name)) {
    const reason = 'its name is not lower-case letters and digits';
    return [{ reason, hint: 'Use a name such as `salesforce`.' }];
  }
  const wrong = wrongReach(hosts, folders, connection.config);
  if (wrong) problems.push(wrong);
  const seen = new Set<string>();
  for (const tool of tools) {
    const words = tool.name.split('_');
    if (words[0] !== name || words.length < 2 || tool.name.length > 64 || !/^[a-z0-9_]+$/.test(tool.name)) {
      const hint = `Use \`${name}_<verb>_<object>\`, lower case, at most 64 characters.`;
      problems.push({ tool: tool.name, reason: `the tool name ${tool.name} breaks the convention`, hint });
    }
    if (seen.has(tool.name))
      problems.push({ tool: tool.name, reason: `two tools are named ${tool.name}`, hint: 'Rename one.' });
    // a connector has its connection with all names: a copy
    if (tool.connection.open !== connection.open) {
      const hint = 'Give all tools the connection of the connector.';
      problems.push({ tool: tool.name, reason: `${tool.name} uses another connection`, hint });
    }
    seen.add(tool.name);
  }
  const on = tools.filter((tool) => tool.enabled).length;
  if (on > TOOLS_ON_BY_DEFAULT) {
    const hint = `Set \`enabled: false\` on all but ${TOOLS_ON_BY_DEFAULT}; a plugin can switch more on.`;
    problems.push({ reason: `${on} tools are switched on by default`, hint });
  }
  return problems;
}

function withResultsFolder(folders: readonly FolderUse[]): readonly FolderUse[] {
  return folders.some(({ path, access }) => path === RESULTS_FOLDER.path && access === RESULTS_FOLDER.access)
    ? folders
    : [...folders, RESULTS_FOLDER];
}

/**
 * Declares a connector's settings and how to open a connection with them. Tools name the connection, and get what
 * `open` returned, typed.
 */
export function defineConnection<F extends Fields, C>(
  connection: ConnectionDefinition<F, C>,
): Connection<F, C> & ToolDefiners<C> {
  const { open, test } = connection;
  const defined: Connection<F, C> & ToolDefiners<C> = {
    ...connection,
    ...toolDefiners<C>(() => defined),
    async open({ http, ...context }) {
      const { apiOf } = await import('../http/api/api.ts');
      return open({
        ...context,
        http: (options) => apiOf(context.title ?? context.connector, http(options), options.graphqlPath),
      });
    },
    ...(test ? { test: (opened: C, signal: AbortSignal) => inCall({ signal }, () => test(opened, signal)) } : {}),
  };
  return defined;
}
