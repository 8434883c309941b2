import type { Fault } from '../../faults/index.ts';
import type { RunningSandbox } from '../../sandbox.ts';
import { quoted } from '../call-outcome.ts';
import { isList, type Judgement, NO_EXAMPLE, NO_SANDBOX, toolCheck } from '../check.ts';
import type { Bench, Subject } from '../test-bench.ts';
import { WHOLE } from './pagination.ts';

// whether there is a way to it, `pagination` says
const ONE_PAGE = { skipped: 'it asks for no second page' };
const NO_EMPTY_PAGE = { missing: 'the sandbox does not say how a page without rows looks: `faults.emptyPage`' };
const ALWAYS_ROWS = { skipped: 'its pages always have rows, as the sandbox says' };

export const emptyPages = toolCheck(
  { id: 'empty-pages', level: 'strict', title: 'goes on after a page without rows' },
  (tool, bench) =>
    oddPage(tool, bench, { kind: 'empty_page' }, 2, (rows, expected) => {
      const missing = expected.length - rows.length;
      return missing > 0 ? `after a page without rows, ${missing} rows did not come` : undefined;
    }),
  isList,
);

export const repeatedPages = toolCheck(
  { id: 'repeated-pages', level: 'strict', title: 'notices a page that the vendor repeats' },
  (tool, bench) =>
    oddPage(tool, bench, { kind: 'repeat_page' }, 2, (rows) =>
      new Set(rows).size === rows.length ? undefined : 'it gave the rows of a repeated page twice, and said nothing',
    ),
  isList,
);

async function oddPage(
  { name, examples }: Subject,
  bench: Bench,
  fault: Fault,
  at: number,
  judge: (rows: string[], expected: string[]) => string | undefined,
): Promise<Judgement> {
  if (!bench.sandbox) return NO_SANDBOX;
  if (!bench.sandbox.faults?.isPage) return { missing: 'the sandbox does not declare its pages' };
  if (examples.length === 0) return NO_EXAMPLE;
  const walk = async (args: Record<string, unknown>, odd: boolean, sandbox: RunningSandbox | undefined) => {
    const road = await bench.newRoad(sandbox);
    let pages = 0;
    road.faults.schedule(({ page }) => (page && ++pages === at && odd ? fault : undefined));
    const host = await road.open();
    const rows: string[] = [];
    const happened = () => road.faults.log.some((exchange) => exchange.fault === fault.kind);
    try {
      for (let cursor: string | undefined, calls = 0; calls < 200; calls++) {
        const answer = await host.call(name, cursor === undefined ? args : { ...args, cursor });
        if (answer.isError) return { rows, said: quoted(answer), pages, happened: happened() };
        const { items, notes, page } = answer.structured as {
          items: unknown[];
          notes?: string[];
          page: { next?: string };
        };
        rows.push(...items.map((item) => JSON.stringify(item)));
        if (notes && notes.length > 0 && pages >= at)
          return { rows, said: notes.join(' '), pages, happened: happened() };
        if (page.next === undefined) return { rows, said: undefined, pages, happened: happened() };
        cursor = page.next;
      }
      return { rows, said: 'it did not end', pages, happened: happened() };
    } finally {
      await host.close();
      await road.close();
    }
  };
  let most = 0;
  for (const sandbox of [bench.sandbox, await bench.smallPages()]) {
    for (const args of examples) {
      const odd = await walk(args, true, sandbox);
      most = Math.max(most, odd.pages);
      if (odd.pages < at) continue;
      if (fault.kind === 'empty_page' && !bench.sandbox.faults.emptyPage) return NO_EMPTY_PAGE;
      if (fault.kind === 'empty_page' && !odd.happened) return ALWAYS_ROWS;
      if (odd.said === 'it did not end') return odd.said;
      // an error or a note says it
      return odd.said === undefined ? judge(odd.rows, (await walk(args, false, sandbox)).rows) : undefined;
    }
  }
  return most === 0 ? WHOLE : ONE_PAGE;
}
