const MINUTE = 60_000;

/** Counts calls of each method in a minute, as Slack does. */
export class RateCounter {
  readonly #perMinute: number;
  readonly #calls = new Map<string, number[]>();

  constructor(perMinute: number) {
    this.#perMinute = perMinute;
  }

  /** Counts one call; answers the seconds to wait where there is no room for it. */
  take(method: string, isOncePerMinute: boolean, now = Date.now()): number {
    const most = isOncePerMinute ? 1 : this.#perMinute;
    const recent = (this.#calls.get(method) ?? []).filter((at) => at > now - MINUTE);
    const [oldest] = recent;
    if (recent.length >= most && oldest !== undefined) return Math.ceil((oldest + MINUTE - now) / 1000);
    this.#calls.set(method, [...recent, now]);
    return 0;
  }
}
