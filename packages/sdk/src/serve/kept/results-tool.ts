import { openFiles } from '../../connector/folders.ts';
import {
  RESULTS_FOLDER,
  type ReadResults,
  type SavedResults,
  type SaveResults,
} from '../../connector/results-tools.ts';
import type { AnyItemTool, AnyListTool, ReadResultsTool, SaveResultsTool } from '../../connector/tool.ts';
import type { ItemResult, ReadCall } from '../../connector/tool-call.ts';
import { RolekitError } from '../../errors.ts';
import type { ReadPage } from '../list/page-store.ts';
import { cellAt, project } from '../list/projection.ts';
import type { Times } from '../result/result-times.ts';
import { Aggregation, nameOf } from './aggregate.ts';
import { checkColumns } from './columns.ts';
import { compareCells, rowTest } from './conditions.ts';
import { fileText } from './file-text.ts';
import { findKept, type KeptOwner, type KeptResult, keptRows } from './results-store.ts';

/** Bytes of a saved file. */
const MAX_BYTES = 128 * 1024 * 1024;

/** The tool with its handler: a list like any other from here on, so that the same limits hold. */
export function readTool(tool: ReadResultsTool, owner: KeptOwner): AnyListTool {
  return {
    ...tool,
    kind: 'list',
    // it knows the columns of its rows, and picks them itself
    projectable: false,
    handles: false,
    metrics: undefined,
    list: (call) => read(owner, call as ReadCall<ReadResults, unknown>),
  };
}

/** The tool with its handler. */
export function saveTool(tool: SaveResultsTool, owner: KeptOwner, isLocal: boolean): AnyItemTool {
  return {
    ...tool,
    kind: 'item',
    projectable: false,
    files: false,
    get: (call) => save(owner, isLocal, call as ReadCall<SaveResults, unknown>),
  };
}

async function read(
  owner: KeptOwner,
  { input, limit, cursor, signal }: ReadCall<ReadResults, unknown>,
): Promise<ReadPage> {
  const kept = await findKept(owner, input.handle);
  const { where = [], groupBy = [], measures = [], orderBy: order, fields = [] } = input;
  const orderBy = order?.replace(/^-/, '');
  const names = [...where.map(({ field }) => field), ...groupBy];
  checkColumns(kept.columns, [...names, ...measures.flatMap(({ field }) => (field === undefined ? [] : [field]))]);
  const fits = rowTest(where, kept.columns);
  const isAggregate = groupBy.length + measures.length > 0;
  const aggregation = isAggregate ? new Aggregation(groupBy, measures, kept.columns) : undefined;
  const columns = isAggregate
    ? Object.fromEntries([...groupBy, ...measures.map(nameOf)].map((name) => [name, []]))
    : kept.columns;
  checkColumns(columns, [...fields, ...(orderBy === undefined ? [] : [orderBy])]);
  const from = Number(cursor ?? 0);
  const rows: unknown[] = [];
  let total = 0;
  for await (const row of keptRows(owner, kept)) {
    if (signal.aborted) throw new RolekitError('RK_CANCELLED');
    if (!fits(row)) continue;
    if (aggregation) aggregation.add(row);
    // in their own order, only this page's rows are held
    else if (orderBy !== undefined || (total >= from && total < from + limit)) rows.push(row);
    total++;
  }
  const all = aggregation ? aggregation.rows() : rows;
  if (orderBy !== undefined) all.sort(byField(orderBy, order !== orderBy));
  const items = aggregation || orderBy !== undefined ? all.slice(from, from + limit) : all;
  const count = aggregation ? all.length : total;
  const next = from + items.length < count ? String(from + items.length) : undefined;
  const { asOf, retrievedAt } = kept;
  const shown = fields.length > 0 ? project(ANY, items, fields, true) : items;
  return { items: shown, next, total: count, asOf, retrievedAt, notes: from === 0 ? notesOf(kept) : [] };
}

async function save(
  owner: KeptOwner,
  isLocal: boolean,
  { input, signal }: ReadCall<SaveResults, unknown>,
): Promise<ItemResult<SavedResults> & Times> {
  if (!isLocal)
    throw new RolekitError('RK_FORBIDDEN', {
      connector: owner.connector,
      reason: 'files are saved on the server, not on your machine; read the rows instead',
    });
  const kept = await findKept(owner, input.handle);
  const rows: unknown[] = [];
  for await (const row of keptRows(owner, kept)) {
    if (signal.aborted) throw new RolekitError('RK_CANCELLED');
    rows.push(row);
  }
  if (input.fields) checkColumns(kept.columns, input.fields);
  const content = fileText(input.fields ? project(ANY, rows, input.fields, true) : rows, input.format);
  if (Buffer.byteLength(content) > MAX_BYTES)
    throw new RolekitError('RK_TOO_LARGE', {
      reason: `The file would have more than ${MAX_BYTES} bytes.`,
      hint: 'Name fewer `fields`.',
    });
  const files = openFiles({ connector: owner.connector, folders: [RESULTS_FOLDER], config: {}, home: owner.home });
  const file = await files.writeNew({
    folder: files.folder(RESULTS_FOLDER.path),
    title: input.title,
    extension: input.format,
    content,
    setting: 'HOME',
  });
  const { asOf, retrievedAt } = kept;
  return { item: { ...file, rows: rows.length }, asOf, retrievedAt, notes: notesOf(kept) };
}

const ANY = { output: undefined as never };

function notesOf({ rows, whole, tool, asOf }: KeptResult): string[] {
  const part = whole ? [] : [`Only the first ${rows} rows were kept: counts and sums are of a part.`];
  return [`Rows of ${tool} as of ${asOf}.`, ...part];
}

function byField(field: string, descending: boolean): (a: unknown, b: unknown) => number {
  const sign = descending ? -1 : 1;
  return (a, b) => sign * compareCells(cellAt(a, field), cellAt(b, field));
}
