import { type Exchange, once } from '../../faults/index.ts';
import type { CalledTool } from '../../host.ts';
import { errorOf, quoted } from '../call-outcome.ts';
import { isWrite, type Judgement, NO_EXAMPLE, NO_SANDBOX, toolCheck } from '../check.ts';

const UNKNOWN = 'RK_WRITE_UNKNOWN';

export const writeOnce = toolCheck(
  {
    id: 'write-once',
    level: 'standard',
    title: 'sends no write twice when its answer is lost, and says neither that it is done nor that it failed',
  },
  async ({ name, examples }, bench) => {
    if (!bench.sandbox || bench.vendorless) return NO_SANDBOX;
    const [args] = examples;
    if (!args) return NO_EXAMPLE;
    const { isRead } = bench.sandbox.faults ?? {};
    const isChange = (exchange: Sent) => isSent(exchange) && isRead?.(exchange) !== true;
    const road = await bench.freshRoad();
    const host = await road.open({
      approve: () => {
        road.faults.schedule(once({ kind: 'drop', after: true }, isChange));
        return 'accept';
      },
    });
    try {
      const answer = await host.call(name, args);
      if (host.questions.length === 0) return `it asked nobody: ${quoted(answer)}`;
      return judge(answer, road.faults.log, isChange);
    } finally {
      await host.close();
      await road.close();
    }
  },
  isWrite,
);

type Sent = Pick<Exchange, 'method' | 'path' | 'signIn'>;

const isSent = ({ method, signIn }: Sent) => method !== 'GET' && !signIn;

/** What a write told of itself whose answer was lost after the vendor had done it. */
export function judge(
  answer: CalledTool,
  log: readonly Exchange[],
  isChange: (sent: Sent) => boolean = isSent,
): Judgement {
  const sent = log.filter((exchange) => exchange.forwarded && exchange.method === 'POST' && isChange(exchange));
  const again = sent.find((exchange, index) =>
    sent.slice(0, index).some((other) => other.path === exchange.path && other.body === exchange.body),
  );
  if (again && again.idempotencyKey === undefined)
    return `POST ${again.path.split('?')[0]} was sent again without an idempotency key`;
  const lost = log.findIndex((exchange) => exchange.fault !== undefined);
  if (lost < 0) return { missing: 'its write was not seen on the way to the vendor' };
  if (answer.isError)
    return errorOf(answer.structured)?.code === UNKNOWN
      ? undefined
      : `the answer was lost, so nobody knows whether it was done, but it answered ${quoted(answer)}`;
  // it asked once more, under the same key or by reading, or it says of a part that nobody knows
  const isSure = log
    .slice(lost + 1)
    .some((exchange) => exchange.forwarded && exchange.status !== undefined && exchange.status < 400);
  return isSure || /"unknown"/.test(JSON.stringify(answer.structured))
    ? undefined
    : 'the answer was lost, but it says that it is done';
}
