import { toolErrorOf } from '../../../serve/tool-error.ts';
import { connectRaw, type RawAnswer, type RawClient } from '../../raw-client.ts';
import { shown } from '../answer.ts';
import type { Bench, Subject } from '../bench.ts';
import { isWrite, NO_EXAMPLE, NO_SANDBOX, toolCheck } from '../check.ts';
import { validInputs } from '../generate.ts';

const YES = { inputResponses: { approval: { action: 'accept', content: { approve: true } } } };
const NO = { inputResponses: { approval: { action: 'accept', content: { approve: false } } } };

export const approval = toolCheck(
  {
    id: 'approval',
    level: 'standard',
    title: 'writes once for one yes: no replay, no other arguments, no answer without its question',
  },
  async (tool, bench) => {
    if (!bench.sandbox) return NO_SANDBOX;
    const [args] = tool.examples;
    if (!args) return NO_EXAMPLE;
    const { home } = await bench.road();
    const raw = await connectRaw(bench.plugin(), bench.serving({ home }));
    try {
      return await judge(tool, bench, raw, args);
    } finally {
      await raw.close();
    }
  },
  isWrite,
);

async function judge(
  tool: Subject,
  bench: Bench,
  raw: RawClient,
  args: Record<string, unknown>,
): Promise<string | undefined> {
  const before = bench.writes();
  const call = async (given: Record<string, unknown>, extra?: Record<string, unknown>) => {
    const answer = await raw.call(tool.name, given, extra);
    bench.hear(tool.name, JSON.stringify(answer));
    return answer;
  };
  const ask = async () => (await call(args)).result?.requestState;
  /** What went wrong when an answer should have been refused. */
  const refused = (answer: RawAnswer, what: string) => {
    if (bench.writes() !== before) return `it wrote for ${what}`;
    return answer.result?.isError || answer.error ? undefined : `it answered a result for ${what}`;
  };
  const state = await ask();
  if (state === undefined) return `with ${shown(args)} it asked nobody`;
  const first =
    refused(await call(args, YES), 'a yes without the state of its question') ??
    refused(await call(args, { ...YES, requestState: `${state.slice(0, -4)}AAAA` }), 'a forged state') ??
    refused(await call(args, { requestState: state }), 'a state without an answer') ??
    refused(await call(args, { ...NO, requestState: await ask() }), 'a no');
  if (first) return first;
  const others = [...tool.examples.slice(1), ...(await validInputs(tool, bench.seed + 2, 3))];
  const other = others.find((one) => JSON.stringify(one) !== JSON.stringify(args));
  const swapped =
    other && refused(await call(other, { ...YES, requestState: await ask() }), 'other arguments than approved');
  if (swapped) return swapped;
  const good = await ask();
  const twice = await Promise.all([1, 2].map(() => call(args, { ...YES, requestState: good })));
  const done = twice.filter((answer) => answer.result && !answer.result.isError);
  if (done.length === 0) return `approved, it failed: ${toolErrorOf(twice[0]?.result ?? {})?.message ?? 'no result'}`;
  if (done.length > 1) return 'it wrote twice for one yes that came twice at once';
  const after = bench.writes();
  if (after === before) return 'approved, it wrote nothing that the sandbox counts';
  await call(args, { ...YES, requestState: good });
  return bench.writes() === after ? undefined : 'it wrote again for a yes that was used';
}
