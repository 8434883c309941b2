import { randomUUID } from 'node:crypto';
import type { SandboxClock } from '@rolekit/demo-data';

/** What becomes of batch jobs: they end, never end, or fail. */
export type JobFate = 'finish' | 'hang' | 'fail';

type Status = 'queued' | 'executing' | 'created' | 'failed';

interface Job {
  id: string;
  startedAt: number;
  /** When it began, by a clock of which only differences count. */
  begun: number;
  fate: JobFate;
  produce: () => unknown[];
}

/** The vendor's status object. */
export interface JobStatus {
  id: string;
  status: Status;
  startTime: string;
  endTime: string | null;
  error: { id: string; code: string; title: string } | null;
}

/** Batch jobs of one sandbox. They run in real time, a part of it queued and the rest executing, from an instant
 * of the sandbox's day on. */
export class Jobs {
  readonly #jobs = new Map<string, Job>();
  /** Milliseconds from request to result. */
  runMs: number;
  fate: JobFate = 'finish';
  readonly #clock: SandboxClock;

  constructor(runMs: number, clock: SandboxClock) {
    this.runMs = runMs;
    this.#clock = clock;
  }

  get count(): number {
    return this.#jobs.size;
  }

  start(produce: () => unknown[]): JobStatus {
    const job: Job = {
      id: randomUUID(),
      startedAt: this.#clock.stamp().getTime(),
      begun: performance.now(),
      fate: this.fate,
      produce,
    };
    this.#jobs.set(job.id, job);
    return this.#statusOf(job);
  }

  status(id: string): JobStatus | undefined {
    const job = this.#jobs.get(id);
    return job && this.#statusOf(job);
  }

  /** The rows of a finished job. */
  result(id: string): unknown[] | undefined {
    const job = this.#jobs.get(id);
    return job && this.#statusOf(job).status === 'created' ? job.produce() : undefined;
  }

  #statusOf({ id, startedAt, begun, fate }: Job): JobStatus {
    const passed = (performance.now() - begun) / this.runMs;
    const ended = passed >= 1 && fate !== 'hang';
    const status: Status = passed < 0.3 ? 'queued' : !ended ? 'executing' : fate === 'fail' ? 'failed' : 'created';
    return {
      id,
      status,
      startTime: new Date(startedAt).toISOString(),
      endTime: ended ? new Date(startedAt + this.runMs).toISOString() : null,
      error:
        status === 'failed'
          ? { id, code: 'GenericError', title: 'The request took too long. Try again with a smaller request.' }
          : null,
    };
  }
}
