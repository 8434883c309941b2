import { isInternal, kindOf, quoted, shown } from '../call-outcome.ts';
import { isRead, type Judgement, NO_EXAMPLE, NO_SANDBOX, toolCheck } from '../check.ts';
import { choicesOf } from '../generate.ts';

/** Kinds of an answer that says: there is nothing of the kind, or not for you. */
const ABOUT_DATA = ['not_found', 'forbidden'];

export const choices = toolCheck(
  { id: 'choices', level: 'strict', title: 'can do what its arguments offer to choose' },
  async (tool, bench): Promise<Judgement> => {
    if (!bench.connected) return NO_SANDBOX;
    const { name, examples } = tool;
    if (examples.length === 0) return NO_EXAMPLE;
    const host = await (await bench.road()).open();
    try {
      for (const choice of choicesOf(tool)) {
        // one that goes with no other argument of an example is tried with each
        let problem: string | undefined;
        for (const example of examples) {
          const args = { ...example, [choice.name]: choice.value };
          if (!tool.takes(args)) continue;
          const answer = await host.call(name, args);
          if (isInternal(answer)) return `with ${shown(args)} it failed unexpectedly: ${bench.cause()}`;
          const isFine = !answer.isError || ABOUT_DATA.includes(kindOf(answer) ?? '');
          problem = isFine
            ? undefined
            : `it offers ${shown(choice.value)} for ${choice.name}, and answered ${quoted(answer)}`;
          if (isFine) break;
        }
        if (problem) return problem;
      }
      return undefined;
    } finally {
      await host.close();
    }
  },
  (tool) => isRead(tool) && choicesOf(tool).length > 0,
);
