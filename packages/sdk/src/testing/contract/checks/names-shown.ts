import { type IdInArguments, idsIn } from '../../../connector/argument-ids.ts';
import { NO_NAME, nameIn, UNKNOWN_NAME } from '../../../connector/named-ids.ts';
import { visible } from '../../../tree/hidden-characters.ts';
import type { ScriptedHost } from '../../host.ts';
import { isWrite, NO_EXAMPLE, NO_SANDBOX, toolCheck } from '../check.ts';
import type { Subject } from '../test-bench.ts';

type Args = Record<string, unknown>;

/** What a person is asked about a write: nobody can approve an id. */
export const namesShown = toolCheck(
  {
    id: 'approval/names',
    level: 'standard',
    title: 'shows the name behind each id when it asks, and asks about nothing that does not exist',
  },
  async (tool, bench) => {
    if (!bench.sandbox) return NO_SANDBOX;
    if (tool.examples.length === 0) return NO_EXAMPLE;
    const road = await bench.road();
    const host = await road.open({ approve: 'decline' });
    try {
      for (const args of tool.examples) {
        const asked = await questionOf(host, tool, args, () => road.faults.log.map(({ path }) => path));
        // `asks` fails
        if (asked === undefined) continue;
        const problem = problemOf(asked.text, asked.ids, args) ?? (await asksOfNothing(host, tool, args, asked));
        if (problem !== undefined) return problem;
      }
      return undefined;
    } finally {
      await host.close();
    }
  },
  isWrite,
);

interface Asked {
  text: string;
  ids: IdInArguments[];
}

async function questionOf(
  host: ScriptedHost,
  { name, tool }: Subject,
  args: Args,
  paths: () => string[],
): Promise<Asked | undefined> {
  const [questions, requests] = [host.questions.length, paths().length];
  await host.call(name, args);
  const text = host.questions[questions];
  if (text === undefined) return undefined;
  const steps = new Set(paths().slice(requests).flatMap(stepsOf));
  const marked = idsIn(tool.input, args);
  const sent = textsIn(args).filter(({ id, at }) => steps.has(id) && !marked.some((item) => item.at === at));
  return { text, ids: [...marked, ...sent] };
}

/** Steps of a path that may be an id: what the tool asks the vendor about. */
function stepsOf(path: string): string[] {
  const [steps = ''] = path.split('?');
  return steps.split('/').flatMap((step) => {
    try {
      const text = decodeURIComponent(step);
      return /\d/.test(text) ? [text] : [];
    } catch {
      return [];
    }
  });
}

function textsIn(args: unknown, path: (string | number)[] = []): IdInArguments[] {
  if (typeof args === 'string') return [{ id: args, path, at: path.join('.') }];
  if (typeof args !== 'object' || args === null) return [];
  const entries = Array.isArray(args) ? [...args.entries()] : Object.entries(args);
  return entries.flatMap(([step, value]) => textsIn(value, [...path, step]));
}

/** What is wrong with a question. */
export function problemOf(text: string, ids: readonly IdInArguments[], args: Args): string | undefined {
  for (const { id, at } of ids) {
    const shown = visible(id);
    if (!text.includes(shown)) return `\`${at}\` is ${id}, and the person who is asked does not see it: ${HOW}`;
    // an API that tells no names: the question says so
    const isNamed = text.includes(`${shown} "`) || text.includes(UNKNOWN_NAME);
    if (!isNamed) return `\`${at}\` is ${id}, and the question shows it without a name: ${HOW}`;
  }
  const name = nameIn(args);
  const isNew = !text.includes(' → ') && !text.includes('\n    to: ') && !text.includes('(is removed)');
  if (!isNew || name === undefined || ids.length > 0) return undefined;
  // the summary, and what stands before the fields of one record of several
  const [summary = '', ...lines] = text.split('\n');
  const heads = [summary, ...lines.flatMap((line) => line.match(/^(.+") - /)?.[1] ?? [])];
  const isNamed = heads.some((head) => head.includes(visible(name).slice(0, MIN_NAME_LENGTH)));
  return isNamed ? undefined : `it creates ${JSON.stringify(name)}, and its summary does not say so`;
}

/** A batch shortens names to this. */
const MIN_NAME_LENGTH = 12;
const HOW = 'put `named(id, name)` into the summary, or among the values, of its plan';

/** Whether somebody is asked about an id that was made up. */
async function asksOfNothing(
  host: ScriptedHost,
  tool: Subject,
  args: Args,
  { text, ids }: Asked,
): Promise<string | undefined> {
  for (const { id, at, path } of ids) {
    if (text.includes(UNKNOWN_NAME)) continue;
    const unknown = replaced(args, path, madeUp(id)) as Args;
    if (!tool.takes(unknown)) continue;
    const before = host.questions.length;
    await host.call(tool.name, unknown);
    const asked = host.questions[before];
    // a sandbox may have an answer for every id: then the name is its own
    const isNamed =
      asked?.includes(`${visible(madeUp(id))} "`) && !asked.includes(`${visible(madeUp(id))} "${NO_NAME}"`);
    if (asked !== undefined && !isNamed)
      return `\`${at}\`: it asks a person about ${madeUp(id)}, which does not exist; look ids up with \`namesBehind\` first`;
  }
  return undefined;
}

/** An id of the same form that nothing has. */
function madeUp(id: string): string {
  const other = id.replaceAll(/\d/g, '9').replaceAll(/[a-y]/g, 'z').replaceAll(/[A-Y]/g, 'Z');
  return other === id ? `${id}9` : other;
}

function replaced(value: unknown, [step, ...rest]: readonly (string | number)[], by: string): unknown {
  if (step === undefined) return typeof value === 'number' ? Number(by) : by;
  if (Array.isArray(value)) return value.map((item, at) => (at === step ? replaced(item, rest, by) : item));
  return { ...(value as Args), [step]: replaced((value as Args)[step], rest, by) };
}
