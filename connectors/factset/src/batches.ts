import { RolekitError } from '@rolekit/sdk';

interface BatchOptions {
  /** Ids that one request may have. */
  most: number;
  signal: AbortSignal;
  progress(done: number, total?: number, message?: string): void;
}

/**
 * Fetches rows for many ids in requests of the allowed size, several at once. A request that takes the vendor too long is
 * cut in half, down to one id. All or nothing: when a request fails, so does the whole.
 */
export async function inBatches<Row>(
  ids: readonly string[],
  options: BatchOptions,
  fetch: (ids: string[]) => Promise<Row[]>,
): Promise<Row[]> {
  const batches = Array.from({ length: Math.ceil(ids.length / options.most) }, (_, index) =>
    ids.slice(index * options.most, (index + 1) * options.most),
  );
  let done = 0;
  const report = () => {
    if (batches.length > 1) options.progress(done, ids.length, `${done} of ${ids.length} ids`);
  };
  report();
  const rows = await Promise.all(
    batches.map(async (batch) => {
      const part = await fetchHalving(batch, fetch, options.signal);
      done += batch.length;
      report();
      return part;
    }),
  );
  return rows.flat();
}

async function fetchHalving<Row>(
  ids: string[],
  fetch: (ids: string[]) => Promise<Row[]>,
  signal: AbortSignal,
): Promise<Row[]> {
  try {
    return await fetch(ids);
  } catch (error) {
    if (!(error instanceof RolekitError) || error.kind !== 'too_large' || ids.length < 2 || signal.aborted) throw error;
    const middle = Math.ceil(ids.length / 2);
    const first = await fetchHalving(ids.slice(0, middle), fetch, signal);
    return [...first, ...(await fetchHalving(ids.slice(middle), fetch, signal))];
  }
}
