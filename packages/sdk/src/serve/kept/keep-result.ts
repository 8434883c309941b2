import type { CallToolResult } from '@modelcontextprotocol/server';
import { readResultsName } from '../../connector/results.ts';
import { RolekitError } from '../../errors.ts';
import { type MetricRow, metricTable } from '../../metrics/index.ts';
import type { Position } from '../list/cursor.ts';
import type { PluginState } from '../plugin/state.ts';
import { fittingRows, listResult, type Source } from '../result/envelope.ts';
import { type Keeping, keepRows } from './keep.ts';

/** The part of a call's time in which pages are fetched; the rest is for the last of them. */
const PART_OF_CALL = 0.7;

/** Keeps all rows of a call and answers the first of them, with the handle. @throws RK_INVALID_REQUEST where nothing could read them */
export async function keepResult({
  state,
  source,
  limit,
  cursorOf,
  ...keeping
}: Omit<Keeping, 'limits' | 'until'> & {
  state: PluginState;
  source: Source;
  limit: number;
  cursorOf(position: Position): Promise<string>;
}): Promise<CallToolResult> {
  const reader = readResultsName(keeping.owner.connector);
  if (!state.isRead(reader))
    throw new RolekitError('RK_INVALID_REQUEST', {
      reason: `\`keep\` needs ${reader}, which is off in the plugin ${state.plugin.name}.`,
      hint: 'Read page by page, without `keep`.',
    });
  const { position, first } = keeping;
  const rows = keeping.shape(first.items.slice(position.skip), position.vendor !== undefined);
  const shown = rows.slice(0, fittingRows(rows, limit, state.resultBytes));
  const until = Date.now() + state.callMs * PART_OF_CALL;
  const { result, rest, notes } = await keepRows({ ...keeping, limits: state.kept, until });
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
    state.resultBytes,
    metrics,
  );
  return {
    ...answer,
    structuredContent: { ...(answer.structuredContent as object), kept: { handle, rows: result.rows, whole, expires } },
  };
}
