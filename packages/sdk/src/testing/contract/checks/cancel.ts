import { once } from '../../faults/index.ts';
import { isRead, NO_EXAMPLE, NO_REQUEST, NO_SANDBOX, waitingToolCheck } from '../check.ts';
import { atOnce } from '../pool.ts';

/** From the cancellation to the end of the upstream call. */
const PATIENCE_MS = 2000;

export const cancel = waitingToolCheck(
  { id: 'cancel', level: 'standard', title: 'stops its call to the vendor when it is cancelled' },
  async ({ name, examples }, bench) => {
    if (!bench.sandbox) return NO_SANDBOX;
    const [args] = examples;
    if (!args) return NO_EXAMPLE;
    return atOnce(async () => {
      const road = await bench.newRoad();
      road.faults.schedule(once({ kind: 'slow', ms: 6000 }));
      const host = await road.open();
      const stop = new AbortController();
      const held = () => road.faults.log.find((one) => one.fault === 'slow');
      let over = false;
      const call = host.call(name, args, { signal: stop.signal }).then(
        () => {
          over = true;
        },
        () => {
          over = true;
        },
      );
      try {
        if (!(await until(() => held() !== undefined || over))) return NO_REQUEST;
        if (!held()) return NO_REQUEST;
        stop.abort();
        await call;
        return (await until(() => held()?.aborted === true))
          ? undefined
          : `its call to the vendor went on for ${PATIENCE_MS / 1000} s after it was cancelled`;
      } finally {
        // what still runs ends with its vendor
        await road.close();
        await host.close();
      }
    });
  },
  isRead,
);

async function until(reached: () => boolean): Promise<boolean> {
  const end = Date.now() + PATIENCE_MS;
  while (!reached() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 10));
  return reached();
}
