import { RolekitError } from '@rolekit/sdk';
import { pause } from '@rolekit/sdk/http';
import type { z } from 'zod';
import type { FactSetClient } from './client.ts';
import { jobFailed } from './errors.ts';
import { JOB } from './wire.ts';

const CURSOR = /^job:([0-9a-f-]{8,64})$/i;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 3000;

interface JobCall {
  client: FactSetClient;
  /** Path of the API that the job belongs to. */
  api: string;
  signal: AbortSignal;
  progress(done: number, total?: number, message?: string): void;
}

/** Starts a batch job and answers its id. */
export async function startJob({ client, signal }: JobCall, path: string, json: unknown): Promise<string> {
  const { data } = await client.post(JOB, path, json, signal);
  return data.id;
}

/** The job that a cursor stands for. @throws RK_INVALID_REQUEST */
export function jobOfCursor(cursor: string): string {
  const id = CURSOR.exec(cursor)?.[1];
  if (id !== undefined) return id;
  throw new RolekitError('RK_INVALID_REQUEST', {
    reason: 'The cursor is not one of a batch job.',
    hint: 'Repeat the call without `cursor`.',
  });
}

/**
 * Waits for a job and fetches its result.
 *
 * @throws RK_TIMEOUT after the connection's waiting time, with the job as the position to resume from; RK_TOO_LARGE or
 * RK_INVALID_REQUEST when the job failed; RK_NOT_FOUND when it expired; RK_CANCELLED
 */
export async function awaitJob<S extends z.ZodType>(call: JobCall, id: string, schema: S): Promise<z.output<S>> {
  const { client, api, signal, progress } = call;
  const started = Date.now();
  for (let polls = 1, wait = FIRST_PAUSE_MS; ; polls += 1, wait = Math.min(wait * 1.6, LONGEST_PAUSE_MS)) {
    const { data } = await client.get(JOB, `${api}/batch-status`, { id }, signal);
    const status = data.status.toLowerCase();
    // the fundamentals API says "created" of a result that is there, others have said "done"
    if (status === 'created' || status === 'done') return client.get(schema, `${api}/batch-result`, { id }, signal);
    if (status === 'failed') throw jobFailed(data.error?.title ?? undefined);
    progress(polls, undefined, `batch job ${id}: ${status}`);
    const left = client.jobWaitMs - (Date.now() - started);
    if (left <= 0)
      throw new RolekitError('RK_TIMEOUT', {
        connector: `FactSet's batch job ${id}`,
        seconds: Math.round(client.jobWaitMs / 1000),
        resume: `job:${id}`,
      });
    await pause(Math.min(wait, left), signal);
  }
}
