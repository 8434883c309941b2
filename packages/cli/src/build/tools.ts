import { didYouMean, type Finding } from '@rolekit/sdk';
import { tokenCost, toolsetDigest } from '@rolekit/sdk/bundle';
import type { ConnectorDescription, PluginManifest, ToolsFile } from '@rolekit/sdk/plugin';
import { connectorPlace, nearestPlaceInManifest } from './manifest-places.ts';

/**
 * The bundle's `tools.json`: the connectors' tools, switched on as the manifest says. Names that no connector has are
 * findings.
 */
export function chooseTools(
  manifest: PluginManifest,
  manifestText: string,
  descriptions: readonly ConnectorDescription[],
): { tools: ToolsFile; findings: Finding[] } {
  const { connectors: refs = {}, policy } = manifest.extensions['dev.rolekit'];
  const findings: Finding[] = [];
  const ofPolicy = (index: number) =>
    nearestPlaceInManifest(manifestText, ['extensions', 'dev.rolekit', 'policy', 'denyTools', index]);
  const check = (
    names: readonly string[] | undefined,
    known: readonly string[],
    place: (index: number) => { line?: number; column?: number },
    whose: string,
  ) => {
    for (const [index, name] of (names ?? []).entries()) {
      if (known.includes(name)) continue;
      findings.push({
        code: 'build/unknown-tool',
        severity: 'error',
        message: `${whose} has no tool \`${name}\`.`,
        file: 'plugin.json',
        ...place(index),
        fix: didYouMean(name, known) || `Its tools are ${known.join(', ')}.`,
      });
    }
  };

  const denied = new Set(policy?.denyTools);
  const connectors = descriptions.map((description) => {
    const chosen = refs[description.name]?.tools;
    const known = description.tools.map((tool) => tool.definition.name);
    const place = (index: number) => connectorPlace(manifestText, description.name, ['tools', index]);
    check(chosen, known, place, `The connector ${description.name}`);
    const tools = description.tools.map((tool) => {
      const { name } = tool.definition;
      const on = chosen ? chosen.includes(name) : tool.enabled;
      return { ...tool, enabled: on && !denied.has(name) };
    });
    return { ...description, tools };
  });
  const all = connectors.flatMap(({ tools }) => tools);
  const names = all.map((tool) => tool.definition.name);
  if (!Object.values(refs).some((ref) => 'url' in ref)) check(policy?.denyTools, names, ofPolicy, 'The plugin');

  const listed = all.filter((tool) => tool.enabled).map((tool) => tool.definition);
  const tools: ToolsFile = {
    format: 1,
    protocol: '2026-07-28',
    connectors,
    toolsetDigest: toolsetDigest(all),
    tokens: tokenCost(listed),
  };
  return { tools, findings };
}
