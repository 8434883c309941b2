import type { CallToolResult } from '@modelcontextprotocol/server';
import type { ItemResult } from '../../connector/tool-call.ts';
import { RolekitError } from '../../errors.ts';
import { type MetricLine, type MetricTable, tableOf } from '../../metrics/index.ts';
import { TOOL_ERROR, type ToolErrorData } from '../../tool-error.ts';
import { renderMetricTable } from './metric-text.ts';
import { fewNotes, shortened, withinBudget } from './result-limits.ts';
import { renderItem, renderRows } from './text-table.ts';

/** Where a result comes from; part of every result. */
export interface Source {
  connector: string;
  environment: 'production' | 'sandbox';
  /** The instant of the data, in UTC: "today" for whoever reads it. */
  asOf: string;
  /** When it was read, by the machine's clock, in UTC. */
  retrievedAt: string;
  requestId?: string;
}

export interface Page {
  returned: number;
  total?: number;
  truncated: boolean;
  next?: string;
}

/** How many of the rows fit into `limit` and a budget of bytes. @throws RK_TOO_LARGE when not even one does */
export function fittingRows(rows: readonly unknown[], limit: number, budget: number): number {
  const asked = rows.slice(0, limit);
  // most pages fit, and one long text is written faster than its parts
  if (Buffer.byteLength(JSON.stringify(asked)) - 1 <= budget) return asked.length;
  let bytes = 0;
  let count = 0;
  for (const row of asked) {
    bytes += Buffer.byteLength(JSON.stringify(row) ?? 'null') + 1;
    if (bytes > budget) break;
    count++;
  }
  if (count === 0 && rows.length > 0) {
    throw new RolekitError('RK_TOO_LARGE', {
      reason: `One row is larger than the result budget of ${budget} bytes.`,
      hint: 'Ask for fewer fields.',
    });
  }
  return count;
}

export function listResult(
  items: unknown[],
  page: Page,
  source: Source,
  allNotes: string[],
  budget: number,
  metrics?: MetricTable,
): CallToolResult {
  const notes = fewNotes(allNotes);
  const shown = metrics && tableOf(metrics, items as MetricLine[]);
  const table = withinBudget(shown ? renderMetricTable(shown) : renderRows(items), budget);
  return {
    content: [
      {
        type: 'text',
        text: [table, pageLine(page), ...noteLines(notes), sourceLine(source)].filter(Boolean).join('\n'),
      },
    ],
    structuredContent: { ...(shown ?? { items }), page, source, ...(notes.length > 0 ? { notes } : {}) },
  };
}

/** @throws RK_TOO_LARGE: one thing is never cut */
export function itemResult(item: unknown, source: Source, allNotes: string[], budget: number): CallToolResult {
  const bytes = Buffer.byteLength(JSON.stringify(item) ?? 'null');
  if (bytes > budget)
    throw new RolekitError('RK_TOO_LARGE', {
      reason: `The result has ${bytes} bytes, the budget is ${budget}.`,
      hint: 'Ask for fewer fields.',
    });
  const notes = fewNotes(allNotes);
  const text = withinBudget(renderItem(item), budget);
  return {
    content: [{ type: 'text', text: [text, ...noteLines(notes), sourceLine(source)].filter(Boolean).join('\n') }],
    structuredContent: { item, source, ...(notes.length > 0 ? { notes } : {}) },
  };
}

/** @throws RK_TOO_LARGE that says that the change is done: a model that took it for a failure would repeat it */
export function appliedResult(
  { item, notes = [] }: ItemResult<unknown>,
  summary: string,
  source: Source,
  budget: number,
): CallToolResult {
  try {
    return itemResult(item, source, notes, budget);
  } catch (error) {
    if (!(error instanceof RolekitError) || error.code !== 'RK_TOO_LARGE') throw error;
    throw new RolekitError('RK_TOO_LARGE', {
      reason: `The change was applied (${summary}). Its result is too large to show: ${error.message}`,
      hint: 'Do not repeat it; read what was changed.',
    });
  }
}

/**
 * An error as the model reads it: what failed, why, and the next step.
 *
 * @param resume a cursor with which the same call goes on where it stopped
 */
export function errorResult(error: RolekitError, resume?: string): CallToolResult {
  const seconds = typeof error.data.seconds === 'number' ? error.data.seconds : undefined;
  const message = shortened(error.message);
  // of a batch, see `batch/run.ts`
  const batch = typeof error.data.batch === 'string' ? error.data.batch : undefined;
  const fix =
    resume === undefined ? shortened(error.fix) : `The work goes on: repeat the call with cursor "${resume}".`;
  const next = batch === undefined ? fix : `${fix} ${finishWith(batch)}`.trim();
  const data: ToolErrorData = {
    kind: error.kind ?? 'invalid_request',
    code: error.code,
    message,
    next,
    retriable: error.retriable,
    ...(resume === undefined ? {} : { cursor: resume }),
    ...(batch === undefined ? {} : { resume: batch }),
    ...(error.kind === 'rate_limited' && seconds !== undefined ? { retryAfterSeconds: seconds } : {}),
    ...(error.code === 'RK_APPROVAL_LINK' ? { approvalUrl: String(error.data.url) } : {}),
  };
  return {
    isError: true,
    content: [
      {
        type: 'text',
        text: [`${error.kind ?? 'error'}: ${message}`, next && `Next: ${next}`].filter(Boolean).join('\n'),
      },
    ],
    _meta: { [TOOL_ERROR]: data },
  };
}

/** How to finish a batch that was cut off. */
export function finishWith(resume: string): string {
  return `To finish the batch, which needs no new approval, repeat the call with resume "${resume}" and the same other arguments.`;
}

function pageLine(page: Page): string {
  const of = page.total === undefined ? '' : ` of ${page.total}`;
  const rows = `${page.returned}${of} row${page.returned === 1 && page.total === undefined ? '' : 's'}`;
  if (!page.truncated) return `[${rows}; complete]`;
  return page.next === undefined ? `[${rows}]` : `[${rows}; more: repeat the call with cursor "${page.next}"]`;
}

function noteLines(notes: string[]): string[] {
  return notes.map((note) => `Note: ${note}`);
}

function sourceLine(source: Source): string {
  return `Source: ${source.connector}${source.environment === 'sandbox' ? ' SANDBOX (demo data)' : ''}, as of ${source.asOf}`;
}
