import { errorOf, isInternal, quoted } from '../call-outcome.ts';
import { type Check, isWrite, type Judgement, NO_EXAMPLE, toolCheck } from '../check.ts';
import type { Bench, Subject } from '../test-bench.ts';

const refusal = toolCheck(
  {
    id: 'errors/refused',
    level: 'standard',
    title: 'says that a write was refused, in the form in which this vendor refuses one',
  },
  judge,
  isWrite,
);

/** Of vendors whose sandbox shows such an answer: with all others the status says it. */
export const refusedWrite: Check = {
  ...refusal,
  run: async (bench) => (bench.sandbox?.faults?.refused ? refusal.run(bench) : []),
};

async function judge({ name, examples }: Subject, bench: Bench): Promise<Judgement> {
  const { refused, isRead } = bench.sandbox?.faults ?? {};
  const [args] = examples;
  if (!args) return NO_EXAMPLE;
  const road = await bench.freshRoad();
  const host = await road.open({
    approve: () => {
      road.faults.schedule((request) => {
        if (request.signIn || request.method === 'GET' || isRead?.(request)) return undefined;
        const answer = refused?.(request);
        return answer && { kind: 'status', status: answer.status ?? 200, body: answer.body };
      });
      return 'accept';
    },
  });
  try {
    const answer = await host.call(name, args);
    if (!road.faults.log.some(({ fault }) => fault !== undefined))
      return { missing: `\`faults.refused\` of the sandbox has no answer to its write: ${quoted(answer)}` };
    if (!answer.isError) return 'the vendor refused it, but it says that it is done';
    const error = errorOf(answer.structured);
    const isKnown = !isInternal(answer) && error?.code !== 'RK_WRITE_UNKNOWN' && error?.kind !== 'upstream_unavailable';
    return isKnown ? undefined : `the vendor refused it, but it answered ${quoted(answer)}`;
  } finally {
    await host.close();
    await road.close();
  }
}
