import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Exchange, OnExchange } from './exchange.ts';

const MAX_BYTES = 8 * 1024 * 1024;

/**
 * Adds each exchange to a file that only the user can read, a line of JSON each. A full file makes room once: `<file>.1`.
 *
 * @param before who else is told
 */
export function traceFile(path: string, before?: OnExchange): OnExchange {
  return (exchange: Exchange) => {
    before?.(exchange);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    if (size > MAX_BYTES) renameSync(path, `${path}.1`);
    appendFileSync(path, `${JSON.stringify({ at: new Date().toISOString(), ...exchange })}\n`, { mode: 0o600 });
  };
}
