import type { ReadCall } from '@rolekit/sdk';
import { type JobStep, runJob } from '@rolekit/sdk/http';
import type { z } from 'zod';
import type { Call } from './client.ts';
import { jobFailed } from './errors.ts';
import { JOB } from './wire.ts';

/**
 * Starts a batch job, or goes on with the one that the cursor stands for, and fetches its result.
 *
 * @param api path of the API that the job belongs to
 * @throws RK_TIMEOUT after the connection's waiting time, with the job as the position to resume from; RK_TOO_LARGE or
 * RK_INVALID_REQUEST when the job failed; RK_NOT_FOUND when it expired; RK_CANCELLED
 */
export function inJob<S extends z.ZodType>(
  { connection: client, signal, progress, cursor }: Call & Pick<ReadCall<unknown, unknown>, 'cursor'>,
  schema: S,
  api: string,
  start: { path: string; json: unknown },
): Promise<z.output<S>> {
  const step = async ({ data }: z.output<typeof JOB>): Promise<JobStep<z.output<S>>> => {
    const status = data.status.toLowerCase();
    if (status === 'failed') throw jobFailed(data.error?.title ?? undefined);
    // the fundamentals API says "created" of a result that is there, others have said "done"
    return status === 'created' || status === 'done'
      ? { state: 'done', value: await client.get(schema, `${api}/batch-result`, { id: data.id }, signal) }
      : { state: 'running', token: data.id, message: `batch job ${data.id}: ${status}` };
  };
  return runJob(
    {
      connector: "FactSet's batch job",
      start: async () => step(await client.post(JOB, start.path, start.json, signal)),
      check: async (id) => step(await client.get(JOB, `${api}/batch-status`, { id }, signal)),
    },
    {
      resume: cursor,
      signal,
      progress,
      wait: { kind: 'exponential', firstMs: 250, maxMs: 3000, factor: 1.6, jitter: 0 },
      withinMs: client.jobWaitMs,
    },
  );
}
