import type { CallToolResult } from '@modelcontextprotocol/server';
import type { AnyListTool } from '../../connector/tool.ts';
import { MAX_CURSOR_LENGTH } from '../../connector/tool-schemas.ts';
import { RolekitError } from '../../errors.ts';
import type { ListPage } from '../../http/list/page.ts';
import type { MetricTable } from '../../metrics/index.ts';
import type { Position } from '../list/cursor.ts';
import { bytesBeside, metricPage } from '../list/metric-page.ts';
import { askedOf, project } from '../list/projection.ts';
import { timed } from '../plugin/call-times.ts';
import { sourceOf } from '../plugin/result-source.ts';
import { errorResult, fittingRows, listResult } from '../result/envelope.ts';
import { type OpenedCall, ownerOf } from './opened-call.ts';

/** Answers one page of a list, or keeps all of it. */
export async function runList(
  opening: OpenedCall,
  tool: AnyListTool,
  { limit: asked, cursor, ...parsed }: Record<string, unknown>,
): Promise<CallToolResult> {
  const { state, connector, opened, call, called } = opening;
  const { args, principal } = call;
  const { input, fields, keep } = askedOf(tool, parsed);
  const given = { principal, tool: tool.name, args };
  const encode = async (at: Position) => (await state.cursors()).encode(given, at);
  const limit = typeof asked === 'number' ? asked : tool.defaultLimit;
  const position: Position =
    typeof cursor === 'string' ? (await state.cursors()).decode(given, cursor) : { vendor: undefined, skip: 0 };
  // pages are kept for the very cursor that asks for their rest
  const kept = typeof cursor === 'string' ? state.pages.get(cursor) : undefined;
  let page = kept;
  try {
    page ??= await timed(connector, opened, state.clock, () =>
      tool.list(called(input, limit + position.skip, position.vendor)),
    );
  } catch (error) {
    const resume = error instanceof RolekitError ? error.data.resume : undefined;
    if (!(error instanceof RolekitError) || typeof resume !== 'string') throw error;
    // the vendor still works on it: the same call can ask for the result later
    return errorResult(error, await encode({ vendor: resume, skip: 0 }));
  }
  const shape = (rows: readonly unknown[], isRest: boolean) =>
    fields ? project(tool, rows, fields, isRest) : [...rows];
  if (keep) {
    const { keepResult } = await import('../kept/keep-result.ts');
    return keepResult({
      serving: state,
      tool,
      owner: ownerOf(opening),
      source: sourceOf(connector, opened, page),
      limit,
      position,
      first: page,
      fetch: (vendor) => tool.list(called(input, tool.maxLimit, vendor)),
      shape,
      cursorOf: encode,
      progress: call.progress,
    });
  }
  const { skip, last } = position;
  const metrics = metricPage(tool, page, fields, cursor !== undefined);
  const all = metrics?.items ?? page.items;
  const isOther = !kept && last !== undefined && (await state.cursors()).rowMark(all[skip - 1]) !== last;
  const left = all.slice(skip);
  const rows = fields && !metrics ? shape(left, cursor !== undefined) : left;
  const count = fittingRows(rows, limit, state.resultBytes - bytesBeside(metrics));
  const isCut = count < rows.length;
  const nextPosition: Position | undefined = isCut
    ? { vendor: position.vendor, skip: position.skip + count, last: (await state.cursors()).rowMark(left[count - 1]) }
    : page.next === undefined
      ? undefined
      : { vendor: page.next, skip: 0 };
  const coded = nextPosition && (await encode(nextPosition));
  const next = coded !== undefined && coded.length > MAX_CURSOR_LENGTH ? undefined : coded;
  if (isCut && next) state.pages.put(next, page);
  const notes = [
    ...(page.notes ?? []),
    ...(isOther ? [OTHER_PAGE] : []),
    ...(count === 0 && next !== undefined ? [EMPTY_PAGE] : []),
    ...(coded !== undefined && next === undefined ? [NO_CURSOR] : []),
  ];
  const total = metrics ? linesInAll(page, metrics) : page.total;
  return listResult(
    rows.slice(0, count),
    {
      returned: count,
      ...(total === undefined ? {} : { total }),
      truncated: coded !== undefined,
      ...(next ? { next } : {}),
    },
    sourceOf(connector, opened, page),
    notes,
    state.resultBytes,
    metrics,
  );
}

/** Of values whose number is known, and which have all come. */
function linesInAll({ total, items }: ListPage<unknown>, table: MetricTable): number | undefined {
  return total === items.length ? table.items.length : undefined;
}

const OTHER_PAGE =
  'The list changed while it was read: the page was fetched again for its rest, and its rows are others. Rows may be missing or come twice; read it again without a cursor for one state of it.';

const EMPTY_PAGE =
  'This page has no rows, and the list goes on: read the next page before you say that there are none.';

const NO_CURSOR =
  'There are more rows, and the service’s name for the next page is too long to be handed on. Narrow the request.';
