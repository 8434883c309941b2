import { RolekitError } from '../../errors.ts';
import { currentCall } from '../call-scope.ts';

export interface BatchOptions {
  /** Ids that one request may have. */
  most: number;
  /** @default that of the call, as is `progress` */
  signal?: AbortSignal | undefined;
  progress?(done: number, total?: number, message?: string): void;
}

/**
 * Fetches rows for many ids in requests of the size that the vendor allows, several at once. A request that is too large for
 * the vendor (`too_large`) is cut in half, down to one id. All or nothing: when a request fails, so does the whole.
 *
 * @returns the rows in the order of the ids
 */
export async function inBatches<Row>(
  ids: readonly string[],
  { most, signal = currentCall()?.signal, progress = currentCall()?.progress }: BatchOptions,
  fetch: (ids: string[]) => Promise<readonly Row[]>,
): Promise<Row[]> {
  const batches = Array.from({ length: Math.ceil(ids.length / most) }, (_, index) =>
    ids.slice(index * most, (index + 1) * most),
  );
  let done = 0;
  const report = () => {
    if (batches.length > 1) progress?.(done, ids.length, `${done} of ${ids.length} ids`);
  };
  report();
  const rows = await Promise.all(
    batches.map(async (batch) => {
      const part = await fetchHalving(batch, fetch, signal);
      done += batch.length;
      report();
      return part;
    }),
  );
  return rows.flat();
}

async function fetchHalving<Row>(
  ids: string[],
  fetch: (ids: string[]) => Promise<readonly Row[]>,
  signal: AbortSignal | undefined,
): Promise<readonly Row[]> {
  try {
    return await fetch(ids);
  } catch (error) {
    if (!(error instanceof RolekitError) || error.kind !== 'too_large' || ids.length < 2 || signal?.aborted)
      throw error;
    const middle = Math.ceil(ids.length / 2);
    const first = await fetchHalving(ids.slice(0, middle), fetch, signal);
    return [...first, ...(await fetchHalving(ids.slice(middle), fetch, signal))];
  }
}
