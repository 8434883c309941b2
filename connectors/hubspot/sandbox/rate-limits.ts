import { HubSpotError } from './errors.ts';

export interface RateLimits {
  /** Calls in any ten seconds. */
  tenSeconds: number;
  /** Searches in any second; they are counted apart. */
  searchesPerSecond: number;
  daily: number;
}

const TEN_SECONDS = 10_000;

/** Counts calls as HubSpot does: a rolling window and a day for all, a second of their own for searches. */
export class RateCounter {
  readonly #limits: RateLimits;
  #calls: number[] = [];
  #searches: number[] = [];
  #today = 0;

  constructor(limits: RateLimits) {
    this.#limits = limits;
  }

  /** Counts one call and answers the headers that tell of it. @throws RATE_LIMITS */
  call(now = Date.now()): Record<string, string> {
    const { tenSeconds, daily } = this.#limits;
    this.#calls = this.#calls.filter((at) => at > now - TEN_SECONDS);
    if (this.#today >= daily) throw limited('DAILY', 'You have reached your daily limit.', this.#headers());
    if (this.#calls.length >= tenSeconds)
      throw limited('TEN_SECONDLY_ROLLING', 'You have reached your ten_secondly_rolling limit.', this.#headers());
    this.#calls.push(now);
    this.#today += 1;
    return this.#headers();
  }

  /** Counts one search, whose answers carry no such headers. @throws RATE_LIMITS */
  search(now = Date.now()): void {
    this.#searches = this.#searches.filter((at) => at > now - 1000);
    if (this.#searches.length >= this.#limits.searchesPerSecond)
      throw limited('SECONDLY', 'You have reached your secondly limit.', {});
    this.#searches.push(now);
  }

  #headers(): Record<string, string> {
    const { tenSeconds, daily } = this.#limits;
    return {
      'X-HubSpot-RateLimit-Max': String(tenSeconds),
      'X-HubSpot-RateLimit-Remaining': String(Math.max(0, tenSeconds - this.#calls.length)),
      'X-HubSpot-RateLimit-Interval-Milliseconds': String(TEN_SECONDS),
      'X-HubSpot-RateLimit-Daily': String(daily),
      'X-HubSpot-RateLimit-Daily-Remaining': String(Math.max(0, daily - this.#today)),
    };
  }
}

function limited(policyName: string, message: string, headers: Record<string, string>): HubSpotError {
  return new HubSpotError('RATE_LIMITS', message, { headers, extra: { errorType: 'RATE_LIMIT', policyName } });
}
