import { canonicalJson } from '../../../digest/canonical.ts';
import type { ScriptedHost } from '../../host.ts';
import { quoted, shown } from '../call-outcome.ts';
import { isList, type Judgement, NO_EXAMPLE, NO_SANDBOX, toolCheck } from '../check.ts';
import { type ListSubject, type Road, SMALL_PAGE } from '../test-bench.ts';

/** A longer list is walked that far. */
const MAX_ROWS = 3000;
/** Pages of one row are many calls. */
const MAX_SINGLE_ROWS = 120;

/** How many rows are walked: by any page, and by pages of one row. */
interface Lengths {
  most: number;
  single: number;
}

const USUAL: Lengths = { most: MAX_ROWS, single: MAX_SINGLE_ROWS };
/** Of pages of two rows of the vendor. */
const SMALL: Lengths = { most: 40, single: 40 };
/** As far as `recordCalls` reads. */
const RECORDED: Lengths = { most: 400, single: 5 };

interface Walk {
  rows: string[];
  ids: (readonly [id: string, row: string])[];
  total: number | undefined;
  ended: boolean;
}

export const pagination = toolCheck(
  {
    id: 'pagination',
    level: 'standard',
    title: 'walks a list to its end, without loss or duplicates, at any page size',
  },
  async (tool, bench) => {
    if (!bench.connected) return NO_SANDBOX;
    if (tool.examples.length === 0) return NO_EXAMPLE;
    const usual = await judgeAll(tool, await bench.road(), bench.recording ? RECORDED : undefined);
    if (usual.problem || !bench.sandbox?.faults?.isPage || usual.pages > 1) return usual.problem;
    // what was seen of the vendor is one page at most: that says nothing of the way to the next
    const small = await bench.smallPages();
    if (!small) return NO_SMALL_PAGES;
    const road = await bench.newRoad(small);
    const paged = await judgeAll(tool, road, SMALL);
    await road.close();
    const lost = paged.problem ?? shorter(usual.walks, paged.walks);
    if (lost) return `where the vendor's pages have ${SMALL_PAGE} rows: ${lost}`;
    return paged.pages === 1 && usual.pages === 1 ? onePage(paged.walks) : undefined;
  },
  isList,
);

const NO_SMALL_PAGES = {
  missing:
    'none of its examples has a second page at the vendor; add one that does, or make the sandbox keep `pageRows`',
};

/** The sandbox was asked for pages of so few rows, and each list still came in one. */
function onePage(walks: readonly Walk[]): { missing: string } {
  const most = Math.max(0, ...walks.map(({ rows }) => rows.length));
  return {
    missing:
      most > SMALL_PAGE
        ? `its longest example has ${most} rows and came in one page, though \`pageRows\` asks for pages of ${SMALL_PAGE}; make the sandbox keep it`
        : `its longest example has ${most === 1 ? '1 row' : `${most} rows`}, and a second page needs more than ${SMALL_PAGE}; add an example that finds more`,
  };
}

export const WHOLE = { skipped: 'its list comes in one vendor response, or each page is a separate query' };

/** Walks every example, and counts the vendor's pages of the longest walk. */
async function judgeAll(
  { name, examples, tool }: ListSubject,
  { open, faults }: Road,
  { most, single } = USUAL,
): Promise<{ problem: string | undefined; pages: number; walks: Walk[] }> {
  const host = await open();
  const walks: Walk[] = [];
  let pages = 0;
  try {
    for (const { limit: _, cursor: __, ...args } of examples) {
      const before = pagesIn(faults);
      const widest = await walk(host, name, { ...args, limit: tool.maxLimit }, most);
      pages = Math.max(pages, pagesIn(faults) - before);
      const problem = await judge(host, name, args, tool.maxLimit, widest, { most, single });
      if (problem || typeof widest === 'string') return { problem: `with ${shown(args)}: ${problem}`, pages, walks };
      walks.push(widest);
    }
    return { problem: undefined, pages, walks };
  } finally {
    await host.close();
  }
}

/** The same list has as many rows, however many of them a page of the vendor has. One that changes by itself is another list. */
function shorter(usual: readonly Walk[], small: readonly Walk[]): string | undefined {
  const at = small.findIndex((walked, index) => {
    const all = usual[index];
    const isStart = walked.rows.length > 0 && walked.rows.every((row, number) => row === all?.rows[number]);
    return all?.ended && walked.ended && isStart && all.rows.length > walked.rows.length;
  });
  const [all, some] = [usual[at], small[at]];
  return all && some && `${some.rows.length} rows come, and ${all.rows.length} where all of them fit on a page`;
}

const pagesIn = ({ log }: Road['faults']): number => log.filter(({ page }) => page).length;

async function judge(
  host: ScriptedHost,
  name: string,
  args: Record<string, unknown>,
  max: number,
  widest: Walk | string,
  { most: longest, single }: Lengths,
): Promise<string | undefined> {
  if (typeof widest === 'string') return `by ${max}: ${widest}`;
  const problem = duplicateOf(widest.ids);
  if (problem) return `by ${max}: ${problem}`;
  if (widest.ended && widest.total !== undefined && widest.total !== widest.rows.length)
    return `its total is ${widest.total}, and ${widest.rows.length} rows came`;
  for (const [size, most] of [
    [undefined, MAX_ROWS],
    [1, single],
  ] as const) {
    const by = size === undefined ? 'by its default' : `by ${size}`;
    const other = await walk(host, name, size === undefined ? args : { ...args, limit: size }, Math.min(most, longest));
    if (typeof other === 'string') return `${by}: ${other}`;
    const difference = differenceOf(widest, other);
    if (difference) return `${by}, ${difference}`;
  }
  return undefined;
}

async function walk(
  host: ScriptedHost,
  name: string,
  args: Record<string, unknown>,
  most: number,
): Promise<Walk | string> {
  const walked: Walk = { rows: [], ids: [], total: undefined, ended: false };
  const cursors = new Set<string>();
  let cursor: string | undefined;
  while (walked.rows.length < most) {
    const answer = await host.call(name, cursor === undefined ? args : { ...args, cursor });
    if (answer.isError) return `page ${cursors.size + 1} answered ${quoted(answer)}`;
    const items = answer.structured.items as unknown[];
    const page = answer.structured.page as { returned: number; total?: number; truncated: boolean; next?: string };
    if (page.returned !== items.length) return `a page says ${page.returned} rows and has ${items.length}`;
    if (page.truncated !== (page.next !== undefined)) return 'a page does not say truly whether there is more';
    if (typeof args.limit === 'number' && items.length > args.limit)
      return `a page of ${args.limit} has ${items.length} rows`;
    walked.rows.push(...items.map((item) => canonicalJson(item)));
    walked.ids.push(...items.flatMap((item) => idOf(item).map((id) => [id, canonicalJson(item)] as const)));
    walked.total ??= page.total;
    if (page.next === undefined) return { ...walked, ended: true };
    if (cursors.has(page.next)) return 'it does not end: a cursor came a second time';
    cursors.add(page.next);
    cursor = page.next;
    if (cursors.size > Math.max(most, MAX_SINGLE_ROWS))
      return `it does not end: ${cursors.size} pages, ${walked.rows.length} rows`;
  }
  return walked;
}

function differenceOf(widest: Walk, other: Walk): Judgement & (string | undefined) {
  const length =
    other.ended && widest.ended
      ? Math.max(widest.rows.length, other.rows.length)
      : Math.min(widest.rows.length, other.rows.length);
  const at = Array.from({ length }).findIndex((_, index) => widest.rows[index] !== other.rows[index]);
  if (at === -1) return undefined;
  if (other.rows[at] === undefined) return `${widest.rows.length - other.rows.length} rows are missing`;
  if (widest.rows[at] === undefined) return `${other.rows.length - widest.rows.length} rows are too many`;
  const lost = !other.rows.includes(widest.rows[at] ?? '');
  return lost ? `row ${at + 1} is lost` : `row ${at + 1} is another one`;
}

/** Rows of one id may differ: several values of one company. The same row twice is one too many. */
function duplicateOf(ids: Walk['ids']): string | undefined {
  const seen = new Set<string>();
  const twice = ids.find(([, row]) => seen.size === seen.add(row).size);
  return twice === undefined ? undefined : `${twice[0]} came twice`;
}

/** A row's own id, where it has one by a name that means just that. */
function idOf(item: unknown): string[] {
  if (typeof item !== 'object' || item === null) return [];
  const entry = Object.entries(item).find(([name]) => /^(?:id|key|urn|uuid)$/i.test(name));
  return entry && (typeof entry[1] === 'string' || typeof entry[1] === 'number') ? [String(entry[1])] : [];
}
