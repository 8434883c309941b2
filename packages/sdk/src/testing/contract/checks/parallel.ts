import { essence, shown } from '../call-outcome.ts';
import { connectorCheck, isRead, NO_SANDBOX } from '../check.ts';

const ROUNDS = 4;

export const parallel = connectorCheck(
  { id: 'parallel', level: 'strict', title: 'answers many calls at once as it answers one after the other' },
  async (bench) => {
    if (!bench.connected) return NO_SANDBOX;
    const calls = bench.tools
      .filter(isRead)
      .flatMap((tool) => tool.examples.map((args) => ({ name: tool.name, args })));
    const road = await bench.newRoad();
    const host = await road.open();
    try {
      const answerOf = async ({ name, args }: (typeof calls)[number]) => essence(await host.call(name, args));
      const before: string[] = [];
      for (const call of calls) before.push(await answerOf(call));
      const rounds = await Promise.all(Array.from({ length: ROUNDS }, () => Promise.all(calls.map(answerOf))));
      const after: string[] = [];
      for (const call of calls) after.push(await answerOf(call));
      const at = calls.findIndex(
        (_, index) => before[index] === after[index] && rounds.some((round) => round[index] !== before[index]),
      );
      const wrong = calls[at];
      return wrong && `${wrong.name} with ${shown(wrong.args)} answered something else beside other calls`;
    } finally {
      await host.close();
      await road.close();
    }
  },
);
