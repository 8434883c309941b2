import { randomBytes } from 'node:crypto';
import { demoMarket, sandboxClock } from '@rolekit/demo-data';
import type { RunningSandbox, SandboxOptions } from '@rolekit/sdk/testing';
import { buildApp } from './app.ts';
import { type JobFate, Jobs } from './jobs.ts';
import type { SandboxState } from './state.ts';

export interface FactSetSandboxOptions extends SandboxOptions {
  /** Log each request to stdout. Default: false. */
  log?: boolean;
  /** Requests in one second until 429. Default: 500, far above the vendor's 10, so that tests need not wait. */
  requestsPerSecond?: number;
  /** Milliseconds that a batch job runs. Default: 400. */
  jobMs?: number;
}

export interface FactSetSandbox extends RunningSandbox {
  /** Lets the key expire, or work again. */
  expireKey(expired: boolean): void;
  /** What becomes of the batch jobs that start from now on. */
  setJobFate(fate: JobFate): void;
  /** Path prefixes that the key has no subscription for. */
  deny(...prefixes: string[]): void;
  /** Answers the next requests with these statuses. */
  failNext(...faults: { status: number; retryAfter?: number }[]): void;
  /** The most ids of one request so far, by path. */
  largestRequests(): Record<string, number>;
  /** Batch jobs started so far. */
  jobCount(): number;
}

export type { JobFate } from './jobs.ts';

/**
 * Starts a server that speaks FactSet's content APIs over the fictional market.
 *
 * @example
 * const sandbox = await startSandbox();
 * sandbox.values; // { baseUrl, username, apiKey }
 * await sandbox.close();
 */
export async function startSandbox(options: FactSetSandboxOptions = {}): Promise<FactSetSandbox> {
  const clock = sandboxClock(options.clock);
  const now = clock.now().toISOString();
  const state: SandboxState = {
    market: demoMarket(),
    clock: clock.now,
    credentials: { username: 'DEMO_BANK-1234567', apiKey: randomBytes(20).toString('hex') },
    jobs: new Jobs(options.jobMs ?? 400, clock),
    requestsPerSecond: options.requestsPerSecond ?? 500,
    denied: new Set(),
    faults: [],
    window: { second: 0, used: 0 },
    largest: new Map(),
    baseUrl: 'http://127.0.0.1:0',
    keyExpired: false,
    reads: 0,
    writes: 0,
  };
  const app = await buildApp(state, { log: options.log ?? false });
  state.baseUrl = baseUrlOf(await app.listen({ host: options.host ?? '127.0.0.1', port: options.port ?? 0 }));
  return {
    name: 'factset',
    baseUrl: state.baseUrl,
    environment: 'sandbox',
    now,
    credentials: { ...state.credentials },
    values: { baseUrl: state.baseUrl, ...state.credentials },
    stats: () => ({ reads: state.reads, writes: state.writes }),
    // its answers are whole
    faults: { isSignIn: () => false, isPage: () => false },
    close: () => app.close(),
    expireKey: (expired) => {
      state.keyExpired = expired;
    },
    setJobFate: (fate) => {
      state.jobs.fate = fate;
    },
    deny: (...prefixes) => {
      state.denied.clear();
      for (const prefix of prefixes) state.denied.add(prefix);
    },
    failNext: (...faults) => {
      state.faults.push(...faults);
    },
    largestRequests: () => Object.fromEntries(state.largest),
    jobCount: () => state.jobs.count,
  };
}

function baseUrlOf(address: string): string {
  const { port, hostname } = new URL(address);
  const isWildcard = hostname === '0.0.0.0' || hostname === '[::]';
  return `http://${isWildcard ? '127.0.0.1' : hostname}:${port}`;
}
