import { isInternal, kindOf, shown } from '../call-outcome.ts';
import { type Judgement, NO_SANDBOX, toolCheck } from '../check.ts';
import { hostileInputs, validInputs } from '../generate.ts';
import type { Bench, Subject } from '../test-bench.ts';
import { misfit } from './output.ts';

const RUNS = { basic: 5, standard: 15, strict: 40 };

export const generatedInput = toolCheck(
  { id: 'generated-input', level: 'standard', title: 'has an answer for any input that its schema takes' },
  async (tool, bench) => {
    if (!bench.connected) return NO_SANDBOX;
    const inputs = await validInputs(tool, bench.seed, RUNS[bench.level]);
    if (inputs.length === 0) return { missing: 'no input could be made that fits its schema' };
    return callAll(tool, bench, inputs, async (args, answer) => {
      const problem = await misfit(tool, answer);
      return problem && `with ${shown(args)} its result does not fit its schema: ${problem}`;
    });
  },
);

export const hostileInput = toolCheck(
  { id: 'hostile-input', level: 'standard', title: 'survives hostile input, and says what is wrong with it' },
  async (tool, bench) => {
    const inputs = await hostileInputs(tool, bench.seed, RUNS[bench.level]);
    const known = bench.connected ? inputs : inputs.filter((args) => !tool.takes(args));
    return callAll(tool, bench, known, async (args, answer) => {
      if (tool.takes(args) || kindOf(answer) === 'invalid_request') return undefined;
      return `with ${shown(args)}, which its schema refuses, it answered ${kindOf(answer) ?? 'a result'}`;
    });
  },
);

type Answer = Awaited<ReturnType<Awaited<ReturnType<Bench['open']>>['call']>>;

async function callAll(
  tool: Subject,
  bench: Bench,
  inputs: readonly Record<string, unknown>[],
  judge: (args: Record<string, unknown>, answer: Answer) => Promise<Judgement>,
): Promise<Judgement> {
  const writes = bench.writes();
  const host = await (await bench.road()).open({ approve: 'decline' });
  try {
    for (const args of inputs) {
      const answer = await host.call(tool.name, args);
      if (isInternal(answer)) return `with ${shown(args)} it failed unexpectedly: ${bench.cause()}`;
      const problem = await judge(args, answer);
      if (problem) return problem;
      if (bench.writes() > writes) return `with ${shown(args)} it wrote, and nobody had approved`;
    }
    if ('polluted' in {}) return 'an input reached the prototype of every object';
    await host.listTools();
    return undefined;
  } finally {
    await host.close();
  }
}
