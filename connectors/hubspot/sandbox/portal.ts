import type { RateCounter } from './rate-limits.ts';
import type { Store } from './store/store.ts';
import type { Tokens } from './tokens.ts';

export const PORTAL_ID = 48_210_011;

/** The state of one running sandbox: a HubSpot account. */
export interface Portal {
  readonly store: Store;
  readonly tokens: Tokens;
  readonly rate: RateCounter;
  /** Results of one search that can be reached. */
  readonly searchCap: number;
  /** Rows of a page at most, whatever is asked for. */
  readonly pageRows: number;
  baseUrl: string;
  reads: number;
  writes: number;
}
