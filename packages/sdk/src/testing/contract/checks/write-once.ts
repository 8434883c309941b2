import { once } from '../../faults/index.ts';
import { errorOf, quoted } from '../answer.ts';
import { isWrite, NO_EXAMPLE, NO_SANDBOX, toolCheck } from '../check.ts';

const HONEST = ['upstream_unavailable', 'timeout', 'conflict', 'rate_limited'];

export const writeOnce = toolCheck(
  {
    id: 'write-once',
    level: 'standard',
    title: 'sends no write twice when its answer is lost, and does not call it done',
  },
  async ({ name, examples }, bench) => {
    if (!bench.sandbox) return NO_SANDBOX;
    const [args] = examples;
    if (!args) return NO_EXAMPLE;
    const road = await bench.freshRoad();
    const isChange = ({ method, signIn }: { method: string; signIn: boolean }) => method !== 'GET' && !signIn;
    const host = await road.open({
      approve: () => {
        road.faults.schedule(once({ kind: 'drop', after: true }, isChange));
        return 'accept';
      },
    });
    try {
      const answer = await host.call(name, args);
      if (host.questions.length === 0) return `it asked nobody: ${quoted(answer)}`;
      const sent = road.faults.log.filter((one) => one.forwarded && one.method === 'POST' && isChange(one));
      const again = sent.find((one, index) =>
        sent.slice(0, index).some((other) => other.path === one.path && other.body === one.body),
      );
      if (again && again.idempotencyKey === undefined)
        return `POST ${again.path.split('?')[0]} was sent again without an idempotency key`;
      const lost = road.faults.log.some((one) => one.fault !== undefined);
      if (!lost) return { missing: 'its write was not seen on the way to the vendor' };
      const kind = errorOf(answer.structured)?.kind;
      if (answer.isError && !HONEST.includes(kind ?? ''))
        return `the answer was lost, and it answered ${quoted(answer)}`;
      return undefined;
    } finally {
      await host.close();
      await road.close();
    }
  },
  isWrite,
);
