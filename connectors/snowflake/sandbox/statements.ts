import { randomUUID } from 'node:crypto';
import type { SandboxClock } from '@rolekit/demo-data';
import type { SessionContext } from './account.ts';
import type { Binding } from './engine/bindings.ts';
import { type Engine, elapsedOf, type HistoryRow } from './engine/engine.ts';
import type { StatementResult } from './engine/result.ts';
import { errors, VendorError } from './errors.ts';

export interface Submission {
  sql: string;
  context: SessionContext;
  bindings: Readonly<Record<string, Binding>>;
  statementCount: number;
  /** 0 for none. */
  timeoutSeconds: number;
}

/** One submitted statement; it goes on whether or not anyone waits. */
export interface Statement {
  readonly handle: string;
  readonly submission: Submission;
  readonly startedAt: number;
  type: string;
  result: StatementResult | undefined;
  error: VendorError | undefined;
  /** Resolves when it has ended, however. */
  readonly done: Promise<void>;
  cancel(reason?: VendorError): void;
}

const KEPT = 60;

/** All statements of the sandbox, by their handle, shared by both protocols. */
export class Statements {
  readonly #engine: Engine;
  readonly #byHandle = new Map<string, Statement>();
  readonly #byRequest = new Map<string, Statement>();
  readonly #clock: SandboxClock;
  /** Handles of statements that were cancelled by a client. */
  readonly cancelled: string[] = [];

  constructor(engine: Engine, clock: SandboxClock) {
    this.#engine = engine;
    this.#clock = clock;
  }

  /** Starts a statement; the same request id gives the statement that it started before. */
  submit(submission: Submission, requestId?: string): Statement {
    const known = requestId === undefined ? undefined : this.#byRequest.get(requestId);
    if (known) return known;
    const abort = new AbortController();
    const handle = randomUUID();
    const row: HistoryRow = {
      queryId: handle,
      text: submission.sql,
      type: 'UNKNOWN',
      context: submission.context,
      status: 'RUNNING',
      startedAt: this.#clock.stamp().getTime(),
      begun: performance.now(),
    };
    this.#engine.history.push(row);
    let reason: VendorError | undefined;
    const timer =
      submission.timeoutSeconds > 0
        ? setTimeout(
            () => statement.cancel(errors.timeout(submission.timeoutSeconds)),
            submission.timeoutSeconds * 1000,
          )
        : undefined;
    const statement: Statement = {
      handle,
      submission,
      startedAt: row.startedAt,
      type: 'UNKNOWN',
      result: undefined,
      error: undefined,
      cancel(why) {
        reason ??= why;
        abort.abort();
      },
      done: this.#engine
        .run({ ...submission, signal: abort.signal })
        .then(({ type, result }) => {
          statement.type = row.type = type;
          statement.result = result;
          row.status = 'SUCCESS';
          row.rows = result.total;
        })
        .catch((error: unknown) => {
          statement.error =
            reason ?? (error instanceof VendorError ? error : new VendorError('000603', 'XX000', String(error)));
          row.status = 'FAILED_WITH_ERROR';
          row.error = statement.error;
        })
        .finally(() => {
          clearTimeout(timer);
          row.elapsedMs = elapsedOf(row);
        }),
    };
    this.#byHandle.set(handle, statement);
    if (requestId !== undefined) this.#byRequest.set(requestId, statement);
    this.#forgetOld();
    return statement;
  }

  /** What the sandbox takes for the present. */
  now(): number {
    return this.#clock.now().getTime();
  }

  find(handle: string): Statement | undefined {
    return this.#byHandle.get(handle);
  }

  ofRequest(requestId: string): Statement | undefined {
    return this.#byRequest.get(requestId);
  }

  cancel(statement: Statement): void {
    this.cancelled.push(statement.handle);
    statement.cancel();
  }

  async close(): Promise<void> {
    for (const statement of this.#byHandle.values()) statement.cancel();
    await Promise.allSettled([...this.#byHandle.values()].map(({ done }) => done));
  }

  #forgetOld(): void {
    for (const [handle, statement] of this.#byHandle) {
      if (this.#byHandle.size <= KEPT) return;
      if (!statement.result && !statement.error) continue;
      this.#byHandle.delete(handle);
      void statement.result?.drop().catch(() => {});
    }
  }
}

/** True when the statement has ended within the time. */
export async function endsWithin(statement: Statement, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  try {
    return await Promise.race([statement.done.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
