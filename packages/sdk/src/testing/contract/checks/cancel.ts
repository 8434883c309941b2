import { once } from '../../faults/index.ts';
import type { ScriptedHost } from '../../host.ts';
import { atOnce } from '../at-once.ts';
import { isRead, type Judgement, NO_EXAMPLE, NO_REQUEST, NO_SANDBOX, waitingToolCheck } from '../check.ts';
import { openHttp } from '../http-host.ts';
import type { Bench, Road } from '../test-bench.ts';

/** The vendor answers after that time whoever is not cancelled. */
const LATE_MS = 3000;
/** A call either asks the vendor or ends. */
const TIMEOUT_MS = 60_000;

export const cancel = waitingToolCheck(
  { id: 'cancel', level: 'standard', title: 'stops its call to the vendor when it is cancelled, over stdio and HTTP' },
  async ({ name, examples }, bench) => {
    if (!bench.sandbox) return NO_SANDBOX;
    const [args] = examples;
    if (!args) return NO_EXAMPLE;
    return (
      (await atOnce(() => cancelled(bench, name, args, (road) => road.open()))) ??
      (await atOnce(() => cancelled(bench, name, args, (road) => hostOverHttp(bench, road))))
    );
  },
  isRead,
);

/** What goes on after a call was cancelled, in words. */
export async function cancelled(
  bench: Bench,
  name: string,
  args: Record<string, unknown>,
  open: (road: Road) => Promise<ScriptedHost>,
): Promise<Judgement> {
  const road = await bench.newRoad();
  road.faults.schedule(once({ kind: 'slow', ms: LATE_MS }));
  const host = await open(road);
  const stop = new AbortController();
  const held = () => road.faults.log.find((exchange) => exchange.fault === 'slow');
  let over = false;
  const ended = () => {
    over = true;
  };
  const call = host.call(name, args, { signal: stop.signal }).then(ended, ended);
  try {
    await until(() => held() !== undefined || over);
    if (!held()) return NO_REQUEST;
    stop.abort();
    await call;
    // whichever comes first: no clock beside the vendor's own, so that a busy machine does not decide
    await until(() => held()?.aborted === true || held()?.status !== undefined);
    return held()?.aborted ? undefined : 'its call to the vendor went on after it was cancelled';
  } finally {
    // what still runs ends with its vendor
    await road.close();
    await host.close();
  }
}

async function hostOverHttp(bench: Bench, road: Road): Promise<ScriptedHost> {
  const server = await openHttp(bench, road);
  const host = await server.open();
  return {
    ...host,
    async close() {
      await host.close();
      await server.close();
    },
  };
}

async function until(reached: () => boolean): Promise<void> {
  const end = Date.now() + TIMEOUT_MS;
  while (!reached() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 10));
}
