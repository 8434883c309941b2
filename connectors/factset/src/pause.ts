import { RolekitError } from '@rolekit/sdk';

/** Waits, unless the call is cancelled meanwhile. @throws RK_CANCELLED */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancelled = () => {
      clearTimeout(timer);
      reject(new RolekitError('RK_CANCELLED'));
    };
    if (signal.aborted) return reject(new RolekitError('RK_CANCELLED'));
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', cancelled);
      resolve();
    }, ms);
    signal.addEventListener('abort', cancelled, { once: true });
  });
}
