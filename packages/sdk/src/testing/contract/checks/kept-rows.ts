import { readResultsName } from '../../../connector/results-tools.ts';
import { canonicalJson } from '../../../digest/canonical.ts';
import type { ScriptedHost } from '../../host.ts';
import { kindOf, quoted, shown } from '../call-outcome.ts';
import { isList, type Judgement, NO_EXAMPLE, NO_SANDBOX, toolCheck } from '../check.ts';
import type { ListSubject, Subject } from '../test-bench.ts';

const MAX_ROWS = 3000;

export const keptRows = toolCheck(
  { id: 'kept-rows', level: 'standard', title: 'keeps the rows that its pages have, for their owner alone' },
  async ({ name, examples, tool }, bench): Promise<Judgement> => {
    if (!bench.connected) return NO_SANDBOX;
    if (examples.length === 0) return NO_EXAMPLE;
    const reader = readResultsName(bench.connector.name);
    const road = await bench.road();
    const host = await road.open();
    const stranger = await road.open({ principal: 'contract:stranger' });
    try {
      for (const { limit: _, cursor: __, ...args } of examples) {
        const answer = await host.call(name, { ...args, keep: true });
        const kept = answer.structured.kept as { handle: string; rows: number; whole: boolean } | undefined;
        if (answer.isError || !kept) return `with ${shown({ ...args, keep: true })} it answered ${quoted(answer)}`;
        const pages = await walk(host, name, { ...args, limit: tool.maxLimit });
        const read = await walk(host, reader, { handle: kept.handle });
        if (typeof pages === 'string') return pages;
        if (typeof read === 'string') return read;
        if (pages.length < MAX_ROWS && pages.length !== kept.rows)
          return `with ${shown(args)} its pages have ${pages.length} rows, and ${kept.rows} were kept`;
        const at = pages.findIndex((row, index) => row !== read[index]);
        if (at >= 0) return `with ${shown(args)} row ${at + 1} of those that were kept is not the one of its pages`;
        const foreign = await stranger.call(reader, { handle: kept.handle });
        if (kindOf(foreign) !== 'not_found') return `another person's handle is answered with ${quoted(foreign)}`;
      }
      return undefined;
    } finally {
      await stranger.close();
      await host.close();
    }
  },
  (subject: Subject): subject is ListSubject => isList(subject) && subject.tool.handles,
);

async function walk(host: ScriptedHost, name: string, args: Record<string, unknown>): Promise<string[] | string> {
  const rows: string[] = [];
  let cursor: string | undefined;
  do {
    const answer = await host.call(name, cursor === undefined ? args : { ...args, cursor });
    if (answer.isError) return `${name} with ${shown(args)} answered ${quoted(answer)}`;
    rows.push(...(answer.structured.items as unknown[]).map((item) => canonicalJson(item)));
    cursor = (answer.structured.page as { next?: string }).next;
  } while (cursor !== undefined && rows.length < MAX_ROWS);
  return rows.slice(0, MAX_ROWS);
}
