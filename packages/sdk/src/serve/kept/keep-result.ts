import type { CallToolResult } from '@modelcontextprotocol/server';
import { readResultsName } from '../../connector/results-tools.ts';
import { RolekitError } from '../../errors.ts';
import { type MetricRow, metricTable } from '../../metrics/index.ts';
import type { Position } from '../list/cursor.ts';
import type { PluginTools } from '../plugin/plugin-tools.ts';
import type { KeptLimits, ServedPlugin } from '../plugin/types.ts';
import { fittingRows, listResult, type Source } from '../result/envelope.ts';
import { type Keeping, keepRows } from './keep-rows.ts';

/** The part of a call's time in which pages are fetched; the rest is for the last of them. */
const PART_OF_CALL = 0.7;

/** What keeping needs of what is served. */
interface KeepServing {
  plugin: Pick<ServedPlugin, 'name'>;
  tools: Pick<PluginTools, 'isRead'>;
  kept: KeptLimits;
  callMs: number;
  resultBytes: number;
}

/** Keeps all rows of a call and answers the first of them, with the handle. @throws RK_INVALID_REQUEST where nothing could read them */
export async function keepResult({
  serving,
  source,
  limit,
  cursorOf,
  ...keeping
}: Omit<Keeping, 'limits' | 'until'> & {
  serving: KeepServing;
  source: Source;
  limit: number;
  cursorOf(position: Position): Promise<string>;
}): Promise<CallToolResult> {
  const reader = readResultsName(keeping.owner.connector);
  if (!serving.tools.isRead(reader))
    throw new RolekitError('RK_INVALID_REQUEST', {
      reason: `\`keep\` needs ${reader}, which is off in the plugin ${serving.plugin.name}.`,
      hint: 'Read page by page, without `keep`.',
    });
  const { position, first } = keeping;
  const rows = keeping.shape(first.items.slice(position.skip), position.vendor !== undefined);
  const shown = rows.slice(0, fittingRows(rows, limit, serving.resultBytes));
  const until = Date.now() + serving.callMs * PART_OF_CALL;
  const { result, rest, notes } = await keepRows({ ...keeping, limits: serving.kept, until });
  const { handle, expires, whole } = result;
  const next = rest && (await cursorOf(rest));
  const { metrics: layout } = keeping.tool;
  const metrics = layout && metricTable(shown as MetricRow[], layout);
  const items = metrics?.items ?? shown;
  const answer = listResult(
    items,
    {
      returned: items.length,
      ...(metrics ? {} : { total: first.total ?? result.rows }),
      truncated: shown.length < result.rows || next !== undefined,
      ...(next ? { next } : {}),
    },
    source,
    [
      ...(first.notes ?? []),
      ...notes,
      `${result.rows} rows are kept until ${expires}: use ${reader} with handle "${handle}".`,
    ],
    serving.resultBytes,
    metrics,
  );
  return {
    ...answer,
    structuredContent: { ...(answer.structuredContent as object), kept: { handle, rows: result.rows, whole, expires } },
  };
}
