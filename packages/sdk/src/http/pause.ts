import { RolekitError } from '../errors.ts';

/** Waits, unless the caller gives up. @throws RK_CANCELLED */
export function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancelled = () => {
      clearTimeout(timer);
      reject(new RolekitError('RK_CANCELLED'));
    };
    if (signal?.aborted) return reject(new RolekitError('RK_CANCELLED'));
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', cancelled);
      resolve();
    }, ms);
    signal?.addEventListener('abort', cancelled, { once: true });
  });
}
