import type { Market } from '@rolekit/demo-data';
import type { Jobs } from './jobs.ts';

/** What one running sandbox knows. */
export interface SandboxState {
  readonly market: Market;
  readonly clock: () => Date;
  readonly credentials: { readonly username: string; readonly apiKey: string };
  readonly jobs: Jobs;
  /** Requests that a user may start in one second. */
  readonly requestsPerSecond: number;
  /** Path prefixes that the key has no subscription for. */
  readonly denied: Set<string>;
  /** Answers that are given instead of the next ones. */
  readonly faults: { status: number; retryAfter?: number }[];
  /** The requests of the current second. */
  readonly window: { second: number; used: number };
  /** The most ids of one request so far, by path. */
  readonly largest: Map<string, number>;
  baseUrl: string;
  keyExpired: boolean;
  reads: number;
  /** Requests that would change something: none of FactSet's APIs takes one. */
  writes: number;
}

export function today(state: SandboxState): string {
  return state.clock().toISOString().slice(0, 10);
}
