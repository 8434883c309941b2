import { parseInteger } from '@rolekit/sdk';
import type { PluginSummary } from '@rolekit/sdk/host';
import { type ArgsOf, defineCommand } from '../../command.ts';
import { usageError } from '../../errors.ts';
import { nearPlugins } from '../../registry/near-plugins.ts';
import { openRegistry } from '../../registry/open-registry.ts';
import type words from './words.ts';

interface SearchResult {
  registry: string;
  plugins: PluginSummary[];
  /** Cursor of the next page. */
  next: string | null;
  /** Plugins that may be meant, where nothing was found. */
  near?: string[];
}

/** Of a description, however narrow the terminal. */
const MIN_COLUMN_WIDTH = 24;

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<SearchResult> {
    const limit = parseInteger(args.limit);
    if (limit === undefined || limit < 1 || limit > 100) {
      throw usageError(`\`--limit ${args.limit}\` is not a number from 1 to 100.`, 'Write, for example, `--limit 50`.');
    }
    const registry = await openRegistry(args, context);
    const { role, connector, namespace, cursor } = args;
    const { plugins, next } = await registry.search({ text: args.text, role, connector, namespace, cursor, limit });
    const found = { registry: registry.url, plugins, next };
    if (plugins.length > 0 || args.text === undefined || cursor !== undefined) return found;
    return {
      ...found,
      near: await nearPlugins(args.text, (query) => registry.search({ ...query, role, connector, namespace })),
    };
  },
  render({ registry, plugins, next, near = [] }, out) {
    if (plugins.length === 0) out.line(`Nothing found at ${registry}.`);
    if (near.length > 0) out.line(`Did you mean ${near.map((id) => out.paint.bold(id)).join(' or ')}?`);
    const facts = plugins.map(({ id, version, access }) => [id, version, access]);
    const taken = [0, 1, 2].map((column) => Math.max(...facts.map((row) => (row[column] ?? '').length)) + 2);
    const room = Math.max(out.columns - taken.reduce((sum, width) => sum + width, 0), MIN_COLUMN_WIDTH);
    out.table(
      plugins.map((plugin) => [
        out.paint.bold(plugin.id),
        plugin.version,
        plugin.access,
        shortened(plugin.description.replace(/\s+/g, ' '), room),
      ]),
    );
    if (next !== null) out.line(out.paint.dim(`More: --cursor ${next}`));
  },
});

/** Ends at a word, and says that it does. */
function shortened(text: string, room: number): string {
  if (text.length <= room) return text;
  const cut = text.slice(0, room - 1).replace(/\p{Surrogate}$/u, '');
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), 1))} …`;
}
