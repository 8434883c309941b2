import { toolDigest } from '../digest/digest.ts';
import type { ToolDefinition, ToolEntry } from './description-types.ts';

/** How a server's list differs from the tools that are switched on; undefined when it does not. */
export function listDifference(listed: readonly ToolDefinition[], entries: readonly ToolEntry[]): string | undefined {
  const enabled = entries.filter((entry) => entry.enabled);
  const missing = enabled.filter((entry) => !listed.some((tool) => tool.name === entry.definition.name));
  if (missing.length > 0) return `not listed: ${missing.map((entry) => entry.definition.name).join(', ')}`;
  const surplus = listed.filter((tool) => !enabled.some((entry) => entry.definition.name === tool.name));
  if (surplus.length > 0) return `listed, and not described: ${surplus.map((tool) => tool.name).join(', ')}`;
  const changed = enabled.filter((entry) => {
    const tool = listed.find((definition) => definition.name === entry.definition.name);
    return tool !== undefined && toolDigest(tool) !== entry.digest;
  });
  return changed.length > 0
    ? `listed with another definition: ${changed.map((entry) => entry.definition.name).join(', ')}`
    : undefined;
}
