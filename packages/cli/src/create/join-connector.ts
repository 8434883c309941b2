import { parsePluginAddress } from '@rolekit/sdk/host';
import { isName } from '@rolekit/sdk/internal';
import type { ToolEntry, ToolsFile } from '@rolekit/sdk/plugin';
import semver from 'semver';
import { composeBundle } from '../build/compose.ts';
import { workspacePlugins } from '../build/workspace.ts';
import type { CommandContext } from '../command.ts';
import { usageError } from '../errors.ts';
import { maybeOpenRegistry } from '../registry/open-registry.ts';
import { sandboxNames } from '../sandboxes.ts';

/**
 * Adds a published connector to a new plugin: its reference in the manifest and, where the connector has a sandbox here and
 * a tool that needs no arguments, a first playbook and the tool's name in the skill.
 *
 * @throws RK_USAGE when it is found neither in the workspace nor in the registry
 */
export async function joinConnector(
  files: ReadonlyMap<string, string>,
  address: string,
  target: string,
  registry: string | undefined,
  context: CommandContext,
): Promise<Map<string, string>> {
  const [plugin = '', range] = address.split('@');
  const { namespace, name } = splitId(plugin, address);
  if (range !== undefined && semver.validRange(range) === null) {
    throw usageError(`\`${range}\` is not a version range.`, 'Write it as ^1.0.0.');
  }
  const found = await findPublished(plugin, { namespace, name }, target, registry, context);
  if (!found) throw usageError(`${plugin} is neither in this workspace nor in a registry.`, 'Use --registry <url>.');
  if (range !== undefined && !semver.satisfies(found.version, range)) {
    throw usageError(
      `${plugin} ${found.version} is not in ${range}.`,
      `Write --connector ${plugin}@^${found.version}.`,
    );
  }
  const [first, ...others] = found.tools.connectors;
  if (first === undefined || others.length > 0 || first.source !== undefined) {
    const extended = `"extends": { "plugin": "${plugin}", "range": "${range ?? `^${found.version}`}" }`;
    throw usageError(
      `${plugin} is the plugin of a role, which cannot be joined as a connector.`,
      `To make a version of it for a client, leave \`--connector\` out and write \`${extended}\` beside "namespace" in plugin.json.`,
    );
  }
  const joined = new Map(files);
  const manifest = JSON.parse(files.get('plugin.json') ?? '{}');
  const connector = found.tools.connectors[0]?.name ?? name;
  const extension = manifest.extensions['dev.rolekit'];
  if (Object.hasOwn(extension.connectors ?? {}, connector))
    throw usageError(`Two connectors are named ${connector}.`, 'Keep only one of them.');
  extension.connectors = { ...extension.connectors, [connector]: { plugin, range: range ?? `^${found.version}` } };
  joined.set('plugin.json', `${JSON.stringify(manifest, null, 2)}\n`);
  const tool = found.tools.connectors.flatMap((connector) => connector.tools).find(needsNothing);
  // the first connector that can answer is what the template shows
  if (!tool || joined.has('playbooks/first.yaml') || !(await sandboxNames(target)).includes(connector)) return joined;
  joined.set('playbooks/first.yaml', playbookOf(tool));
  const path = 'skills/first-skill/SKILL.md';
  joined.set(path, `${(files.get(path) ?? '').trimEnd()}\n\nStart with \`${tool.definition.name}\`.\n`);
  return joined;
}

interface Published {
  version: string;
  tools: ToolsFile;
}

async function findPublished(
  plugin: string,
  id: { namespace: string; name: string },
  from: string,
  url: string | undefined,
  context: CommandContext,
): Promise<Published | undefined> {
  const neighbour = (await workspacePlugins(from)).find((neighbour) => neighbour.id === plugin);
  if (neighbour) {
    context.progress.step(`Building ${plugin}`);
    return { version: neighbour.version, tools: (await composeBundle(neighbour.dir)).tools };
  }
  const registry = await maybeOpenRegistry({ registry: url }, context);
  if (!registry) return undefined;
  const { version } = await registry.version(id, 'latest');
  return { version, tools: await registry.tools(id, version) };
}

function splitId(plugin: string, address: string): { namespace: string; name: string } {
  const [namespace = '', name = ''] = plugin.split('/');
  if (isName(namespace) && isName(name)) return parsePluginAddress(plugin);
  throw usageError(`\`${address}\` names no connector.`, 'Write it as namespace/name or namespace/name@^1.0.0.');
}

function needsNothing({ access, enabled, definition }: ToolEntry): boolean {
  const required = definition.inputSchema.required;
  return access === 'read' && enabled && (!Array.isArray(required) || required.length === 0);
}

function playbookOf({ definition }: ToolEntry): string {
  return `skill: first-skill
title: The connector answers

steps:
  - id: read
    call: ${definition.name}
    expect:
      - { path: source.environment, equals: sandbox }
    capture:
      environment: source.environment

facts:
  - name: the answer comes from the sandbox
    value: environment
    equals: sandbox
`;
}
