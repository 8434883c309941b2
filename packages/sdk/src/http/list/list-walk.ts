import { sha256 } from '../../digest/sha256.ts';
import { RolekitError } from '../../errors.ts';

/** What a cursor remembers of the pages before it: little, because a model reads and repeats it. */
export interface Walk {
  /** The vendor's own position of the page that follows. */
  at: string;
  /** Of the rows of the page before. */
  rows: string;
  /** Of the ids of its last rows, put together; empty where rows have none. */
  tail: string;
  /** Rows so far. */
  count: number;
  /** What the vendor said of the whole list, last. */
  total?: number | undefined;
  /** Of the vendor's sign for its state, e.g. a snapshot's name. */
  version?: string | undefined;
  /** Pages so far, and the position at the last power of two of them: a circle comes back to it. */
  pages: number;
  mark: string;
}

/** A page as it came. */
export interface SeenPage {
  rows: readonly unknown[];
  ids: readonly (string | number)[] | undefined;
  total: number | undefined;
  /** The total is of what is left, or nobody knows: not compared. */
  isTotalOfRest: boolean;
  version: string | undefined;
  next: string | undefined;
}

const TAIL = 6;
const ID_LENGTH = 5;

/** What the walk remembers once this page was read; undefined at the end. */
export function walkOn(before: Walk | undefined, page: SeenPage): Walk | undefined {
  if (page.next === undefined) return undefined;
  const pages = (before?.pages ?? 0) + 1;
  const isMark = (pages & (pages - 1)) === 0;
  return {
    at: page.next,
    rows: digestOf(JSON.stringify(page.rows), 12),
    tail: (page.ids ?? []).slice(-TAIL).map(idDigest).join(''),
    count: (before?.count ?? 0) + page.rows.length,
    total: page.total ?? before?.total,
    version: page.version === undefined ? before?.version : digestOf(page.version, 8),
    pages,
    mark: isMark || !before ? digestOf(page.next, 8) : before.mark,
  };
}

/** True when a vendor leads back to a page that was read: the list would never end. */
export function isCircle(before: Walk | undefined, page: SeenPage): boolean {
  return before !== undefined && page.next !== undefined && before.mark === digestOf(page.next, 8);
}

/** True when the rows are those of the page before. Rows that nothing tells apart, such as equal amounts, may follow their like. */
export function isRepeated(before: Walk | undefined, { rows, ids }: SeenPage): boolean {
  if (rows.length === 0 || before?.rows !== digestOf(JSON.stringify(rows), 12)) return false;
  return ids !== undefined || new Set(rows.map((row) => JSON.stringify(row))).size > 1;
}

/** In words, what shows that the list changed since the pages before. */
export function changeNotes(before: Walk | undefined, page: SeenPage): string[] {
  if (!before) return [];
  const signs = [totalSign(before, page), repeatedSign(before, page), versionSign(before, page)];
  const reasons = signs.filter((sign) => sign !== undefined).join('; ');
  const changed =
    reasons === ''
      ? []
      : [
          `The list changed while it was read: ${reasons}. Rows may be missing or come twice; read it again without a cursor for one state of it.`,
        ];
  return [...changed, ...missing(before, page)];
}

function totalSign({ total }: Walk, page: SeenPage): string | undefined {
  if (page.isTotalOfRest || total === undefined || page.total === undefined || total === page.total) return undefined;
  return `it had ${rowsOf(total)} and has ${page.total} now`;
}

function repeatedSign({ tail }: Walk, { ids = [] }: SeenPage): string | undefined {
  const known = new Set(tail.match(new RegExp(`.{${ID_LENGTH}}`, 'g')));
  const again = ids.flatMap((id, index) => (known.has(idDigest(id)) ? [index] : []));
  const [first, last] = [again[0], again.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  // rows keep their order: what lies before the end of the page before was on it, also where only its end is remembered
  const isShift = last - first === again.length - 1 && (first === 0 || again.length === known.size);
  if (!isShift) return `${rowsOf(again.length)} of this page came on the page before`;
  return `the first ${last === 0 ? 'row' : `${last + 1} rows`} of this page came on the page before`;
}

function versionSign({ version }: Walk, page: SeenPage): string | undefined {
  if (version === undefined || page.version === undefined || version === digestOf(page.version, 8)) return undefined;
  return 'the service names another state of it';
}

/** Said at the end: in a list that shrinks, rows move to a place that was read already. */
function missing({ count, total }: Walk, page: SeenPage): string[] {
  const all = page.total ?? total;
  const came = count + page.rows.length;
  if (page.next !== undefined || page.isTotalOfRest || all === undefined || came >= all) return [];
  return [`The list ended after ${rowsOf(came)}, while the service counts ${all}.`];
}

function rowsOf(count: number): string {
  return count === 1 ? '1 row' : `${count} rows`;
}

/** The ids of rows that have one each; undefined where they have none, or one that is no id. */
export function idsOf<Row>(rows: readonly Row[], key?: (row: Row) => string | number | undefined) {
  const ids = rows.map(key ?? ownId);
  const known = ids.filter((id) => id !== undefined);
  return known.length === rows.length && new Set(known).size === rows.length ? known : undefined;
}

function ownId(row: unknown): string | number | undefined {
  if (typeof row !== 'object' || row === null) return undefined;
  const { id, Id, ID, _id } = row as Record<string, unknown>;
  return [id, Id, ID, _id].find((candidate) => typeof candidate === 'string' || typeof candidate === 'number') as
    | string
    | undefined;
}

export function writeWalk({ at, rows, tail, count, total, version, pages, mark }: Walk): string {
  return JSON.stringify([at, rows, tail, count, pages, mark, total ?? null, version ?? null]);
}

/** @throws RK_INVALID_REQUEST for a cursor that is not one of `writeWalk` */
export function readWalk(cursor: string): Walk {
  try {
    const [at, rows, tail, count, pages, mark, total, version] = JSON.parse(cursor);
    if (typeof at === 'string' && typeof count === 'number')
      return { at, rows, tail, count, pages, mark, total: total ?? undefined, version: version ?? undefined };
  } catch {
    // said below
  }
  throw new RolekitError('RK_INVALID_REQUEST', {
    reason: 'cursor: it belongs to another list',
    hint: 'Start again without a cursor.',
  });
}

function idDigest(id: string | number): string {
  return digestOf(`${typeof id} ${id}`, ID_LENGTH);
}

function digestOf(text: string, length: number): string {
  return sha256(text).digest('base64url').slice(0, length);
}
