import { RolekitError } from '../../errors.ts';
import { currentCall } from '../call-scope.ts';

/** A longer timer would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Waits, unless the caller gives up. @throws RK_CANCELLED */
export function pause(ms: number, signal: AbortSignal | undefined = currentCall()?.signal): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancelled = () => {
      clearTimeout(timer);
      reject(new RolekitError('RK_CANCELLED'));
    };
    if (signal?.aborted) return reject(new RolekitError('RK_CANCELLED'));
    const timer = setTimeout(
      () => {
        signal?.removeEventListener('abort', cancelled);
        resolve();
      },
      Math.min(ms, MAX_TIMER_MS),
    );
    signal?.addEventListener('abort', cancelled, { once: true });
  });
}

/** Aborts after so many milliseconds; undefined for a time without end. */
export function timeoutSignal(ms: number): AbortSignal | undefined {
  return ms > MAX_TIMER_MS ? undefined : AbortSignal.timeout(ms);
}
