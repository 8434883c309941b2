import { type JobStep, runJob } from '@rolekit/sdk/http';
import type { z } from 'zod';
import type { FactSetClient } from './client.ts';
import { jobFailed } from './errors.ts';
import { JOB } from './wire.ts';

/**
 * Starts a batch job, or goes on with the one that the cursor stands for, and fetches its result.
 *
 * @param base path of the API that the job belongs to
 * @throws RK_TIMEOUT after the connection's waiting time, with the job as the position to resume from; RK_TOO_LARGE or
 * RK_INVALID_REQUEST when the job failed; RK_NOT_FOUND when it expired; RK_CANCELLED
 */
export function inJob<S extends z.ZodType>(
  { api, jobWaitMs }: FactSetClient,
  resume: string | undefined,
  schema: S,
  base: string,
  start: { path: string; json: unknown },
): Promise<z.output<S>> {
  const step = async ({ data }: z.output<typeof JOB>): Promise<JobStep<z.output<S>>> => {
    const status = data.status.toLowerCase();
    if (status === 'failed') throw jobFailed(data.error?.title ?? undefined);
    // the fundamentals API says "created" of a result that is there, others have said "done"
    return status === 'created' || status === 'done'
      ? { state: 'done', value: await api.get(`${base}/batch-result`, schema, { query: { id: data.id } }) }
      : { state: 'running', token: data.id, message: `batch job ${data.id}: ${status}` };
  };
  return runJob(
    {
      connector: "FactSet's batch job",
      start: async () => step(await api.query(start.path, JOB, { json: start.json })),
      check: async (id) => step(await api.get(`${base}/batch-status`, JOB, { query: { id } })),
    },
    {
      resume,
      wait: { kind: 'exponential', firstMs: 250, maxMs: 3000, factor: 1.6, jitter: 0 },
      withinMs: jobWaitMs,
    },
  );
}
