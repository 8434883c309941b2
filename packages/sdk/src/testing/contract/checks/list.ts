import { describeConnector } from '../../../connector/describe.ts';
import type { ToolDefinition, ToolEntry } from '../../../connector/description-types.ts';
import { toolDigest } from '../../../digest/digest.ts';
import { connectInMemory } from '../../in-memory.ts';
import { connectorCheck } from '../check.ts';

export const list = connectorCheck(
  { id: 'list', level: 'basic', title: 'lists exactly the tools that it describes, without any settings' },
  async (bench) => {
    const host = await connectInMemory(bench.plugin(false), bench.serving({}));
    try {
      const code = describeConnector(bench.connector);
      const drifted = bench.description.tools.filter(
        (entry) => code.tools.find((one) => one.definition.name === entry.definition.name)?.digest !== entry.digest,
      );
      if (drifted.length > 0)
        return `described otherwise than its code has it: ${drifted.map((one) => one.definition.name).join(', ')}`;
      return differenceOf(await host.listTools(), bench.description.tools);
    } finally {
      await host.close();
    }
  },
);

/** How a server's list differs from the tools that are switched on; undefined when it does not. */
export function differenceOf(listed: readonly ToolDefinition[], entries: readonly ToolEntry[]): string | undefined {
  const wanted = entries.filter((entry) => entry.enabled);
  const missing = wanted.filter((entry) => !listed.some((tool) => tool.name === entry.definition.name));
  if (missing.length > 0) return `not listed: ${missing.map((entry) => entry.definition.name).join(', ')}`;
  const surplus = listed.filter((tool) => !wanted.some((entry) => entry.definition.name === tool.name));
  if (surplus.length > 0) return `listed, and not described: ${surplus.map((tool) => tool.name).join(', ')}`;
  const changed = wanted.filter((entry) => {
    const tool = listed.find((one) => one.name === entry.definition.name);
    return tool !== undefined && toolDigest(tool) !== entry.digest;
  });
  return changed.length > 0
    ? `listed with another definition: ${changed.map((entry) => entry.definition.name).join(', ')}`
    : undefined;
}
