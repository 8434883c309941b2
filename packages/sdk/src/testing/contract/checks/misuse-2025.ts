import type { ServeOptions } from '../../../serve/plugin/types.ts';
import { connectOlderRaw } from '../../raw-client.ts';
import type { Bench, Road, Subject } from '../test-bench.ts';
import { type Args, isDone, isRefused, otherArgs, reasonOf, send, type Victim, YES } from './misuse.ts';

const ACCEPT = { action: 'accept', content: { approve: true } };
const DECLINE = { action: 'decline' };

/** Hosts of 2025-11-25 see no state: what they can do is answer unasked, and answer several questions at once. */
export async function misuseOlder(
  tool: Subject,
  bench: Bench,
  args: Args,
  { home, writes }: Pick<Road, 'home' | 'writes'>,
): Promise<string | undefined> {
  const questions: string[] = [];
  let approved: string | undefined;
  const raw = await connectOlderRaw(bench.plugin(), bench.serving({ home }), (question) => {
    questions.push(question);
    // one yes, to the first question of that text
    const isMeant = question === approved;
    if (isMeant) approved = undefined;
    return isMeant ? ACCEPT : DECLINE;
  });
  try {
    const victim: Victim = { tool, bench, raw, args, writes };
    const before = writes();
    const unasked = await send(victim, args, { ...YES, requestState: 'made-up' });
    if (writes() !== before || isDone(unasked)) return 'it wrote for an answer that came without a question';
    const declined = await send(victim, args);
    const question = questions.at(-1);
    if (question === undefined) return 'it asked nobody';
    if (writes() !== before || !isRefused(declined)) return 'it wrote for a no';
    const other = await otherArgs(victim, async (item) => {
      const asked = questions.length;
      await send(victim, item);
      return questions.length > asked && questions.at(-1) !== question;
    });
    approved = question;
    const [yes, no] = await Promise.all([send(victim, args), send(victim, other ?? args)]);
    const done = [yes, no].filter(isDone);
    if (done.length > 1 || (other && isDone(no))) return 'it accepted the yes to one question for another';
    if (done.length === 0) return `approved, it failed: ${reasonOf(yes)}`;
    return writes() === before ? 'approved, it wrote nothing that the sandbox counts' : undefined;
  } finally {
    await raw.close();
  }
}

/** A yes that comes too late. */
export async function expiredOlder(
  tool: Subject,
  bench: Bench,
  args: Args,
  late: ServeOptions,
  writes: () => number,
): Promise<string | undefined> {
  const raw = await connectOlderRaw(bench.plugin(), late, () => ACCEPT);
  try {
    const before = writes();
    const answer = await send({ tool, bench, raw, args, writes }, args);
    if (writes() !== before) return 'it wrote for a yes of an older host that came too late';
    return isRefused(answer) ? undefined : 'it answered a result for a yes of an older host that came too late';
  } finally {
    await raw.close();
  }
}
