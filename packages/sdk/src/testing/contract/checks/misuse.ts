import { toolErrorOf } from '../../../tool-error.ts';
import type { RawAnswer, RawClient } from '../../raw-client.ts';
import { shown } from '../call-outcome.ts';
import { validInputs } from '../generate.ts';
import type { Bench, Subject } from '../test-bench.ts';

export type Args = Record<string, unknown>;

/** A write tool, a client that does to it what no official client would, and the vendor's count of changes. */
export interface Victim {
  tool: Subject;
  bench: Bench;
  raw: RawClient;
  args: Args;
  writes(): number;
}

const answered = (approve: boolean) => ({ inputResponses: { approval: { action: 'accept', content: { approve } } } });
export const YES = answered(true);
const NO = answered(false);

export const isRefused = ({ result, error }: RawAnswer): boolean => result?.isError === true || error !== undefined;
export const isDone = ({ result }: RawAnswer): boolean => result !== undefined && result.isError !== true;
export const reasonOf = ({ result, error }: RawAnswer): string =>
  toolErrorOf(result ?? {})?.message ?? error?.message ?? 'no result';

/** Calls a tool, and keeps what it said. */
export async function send({ tool, bench, raw }: Victim, args: Args, extra?: Args): Promise<RawAnswer> {
  const answer = await raw.call(tool.name, args, extra);
  bench.hear(tool.name, JSON.stringify(answer));
  return answer;
}

/** The state of a question that is asked now; undefined when nobody is asked. */
export async function ask(victim: Victim, args = victim.args): Promise<string | undefined> {
  return (await send(victim, args)).result?.requestState;
}

/** Further arguments of which a person is asked. */
export async function otherArgs(victim: Victim, isAsked: (args: Args) => Promise<boolean>): Promise<Args | undefined> {
  const { tool, bench, args } = victim;
  const others = [...tool.examples.slice(1), ...(await validInputs(tool, bench.seed + 2, 5))];
  for (const other of others) {
    if (JSON.stringify(other) !== JSON.stringify(args) && (await isAsked(other))) return other;
  }
  return undefined;
}

/** One way after another to get more than one write out of one yes; what succeeded, in words. */
export async function misuse(victim: Victim): Promise<string | undefined> {
  const { args, writes } = victim;
  const before = writes();
  /** What went wrong when an answer should have been refused. */
  const refused = (answer: RawAnswer, what: string) => {
    if (writes() !== before) return `it wrote for ${what}`;
    return isRefused(answer) ? undefined : `it answered a result for ${what}`;
  };
  const state = await ask(victim);
  if (state === undefined) return `with ${shown(args)} it asked nobody`;
  const first =
    refused(await send(victim, args, YES), 'a yes without the state of its question') ??
    refused(await send(victim, args, { ...YES, requestState: `${state.slice(0, -4)}AAAA` }), 'a forged state') ??
    refused(await send(victim, args, { requestState: state }), 'a state without an answer') ??
    refused(await send(victim, args, { ...NO, requestState: await ask(victim) }), 'a no');
  if (first) return first;
  const other = await otherArgs(victim, async (item) => (await ask(victim, item)) !== undefined);
  if (other) {
    // the other question waits meanwhile
    const own = await ask(victim);
    await ask(victim, other);
    const swapped = refused(await send(victim, other, { ...YES, requestState: own }), 'other arguments than approved');
    if (swapped) return swapped;
  }
  return atOnce(victim, other ?? args);
}

/** A yes that comes twice, and a no to another question, all at the same time. */
async function atOnce(victim: Victim, other: Args): Promise<string | undefined> {
  const { args, writes } = victim;
  const before = writes();
  const [good, beside] = [await ask(victim), await ask(victim, other)];
  const yes = { ...YES, requestState: good };
  const [once, twice, declined] = await Promise.all([
    send(victim, args, yes),
    send(victim, args, yes),
    send(victim, other, { ...NO, requestState: beside }),
  ]);
  const done = [once, twice].filter(isDone);
  if (!isRefused(declined)) return 'it accepted the yes to one question for another';
  if (done.length === 0) return `approved, it failed: ${reasonOf(once)}`;
  if (done.length > 1) return 'it wrote twice for one yes that came twice at once';
  const after = writes();
  if (after === before) return 'approved, it wrote nothing that the sandbox counts';
  await send(victim, args, yes);
  if (writes() !== after) return 'it wrote again for a yes that was used';
  await send(victim, other, { ...YES, requestState: beside });
  return writes() === after ? undefined : 'it wrote for a yes that came after the no';
}
