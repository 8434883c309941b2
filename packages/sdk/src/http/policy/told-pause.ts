import { currentCall } from '../call-scope.ts';
import { pause } from './timers.ts';

/** A shorter wait is not worth a word. */
const TOLD_MS = 1000;
/** Hosts give up on a call of which they hear nothing for a minute, or less. */
const EVERY_MS = 15_000;

/** Waits until a vendor takes the next call, and tells the caller for what and how long. @throws RK_CANCELLED */
export async function toldPause(vendor: string, ms: number, signal: AbortSignal | undefined): Promise<void> {
  for (let left = ms; left > 0; left -= EVERY_MS) {
    if (left >= TOLD_MS)
      currentCall()?.progress?.(
        0,
        undefined,
        `Waiting ${Math.ceil(left / 1000)} s: ${vendor} takes the next call then.`,
      );
    await pause(Math.min(left, EVERY_MS), signal);
  }
}
