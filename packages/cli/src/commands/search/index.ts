import type { PluginSummary } from '@rolekit/sdk/host';
import { defineRolekitCommand } from '../../command.ts';
import { usageError } from '../../errors.ts';
import { openRegistry, registryArg } from '../../registry/open.ts';

interface SearchResult {
  registry: string;
  plugins: PluginSummary[];
  /** Cursor of the next page. */
  next: string | null;
}

export default defineRolekitCommand({
  meta: {
    name: 'search',
    description: 'Search a registry; without words, list everything',
    examples: ['rolekit search forecast', 'rolekit search --role sales --json'],
  },
  args: {
    text: { type: 'positional', required: false, description: 'Words to search for' },
    role: { type: 'string', description: 'Plugins of this role' },
    connector: { type: 'string', description: 'Plugins that have this connector' },
    namespace: { type: 'string', description: 'Plugins of this namespace' },
    limit: { type: 'string', valueHint: 'n', description: 'At most this many, 1 to 100', default: '20' },
    cursor: { type: 'string', description: 'Where a page before ended' },
    ...registryArg,
  },
  async run(args, context): Promise<SearchResult> {
    const limit = Number(args.limit);
    if (!Number.isInteger(limit) || limit < 1 || limit > 100) {
      throw usageError(`\`--limit ${args.limit}\` is not a number from 1 to 100.`, 'Write, for example, `--limit 50`.');
    }
    const registry = await openRegistry(args, context);
    const { role, connector, namespace, cursor } = args;
    const { plugins, next } = await registry.search({ text: args.text, role, connector, namespace, cursor, limit });
    return { registry: registry.url, plugins, next };
  },
  render({ registry, plugins, next }, out) {
    if (plugins.length === 0) out.line(`Nothing found at ${registry}.`);
    const rows = plugins.map((plugin) => [
      out.paint.bold(plugin.id),
      plugin.version,
      plugin.access,
      plugin.description.replace(/\s+/g, ' ').slice(0, 90),
    ]);
    out.table(rows);
    if (next !== null) out.line(out.paint.dim(`More: --cursor ${next}`));
  },
});
