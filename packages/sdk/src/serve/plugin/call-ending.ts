/** What may end a call before its handler does. */
export type EndedBy = 'cancelled' | 'timeout';

/**
 * The end of one call, should it come early. An AbortSignal with a timer costs several times what a quick call does, so it
 * is made when a handler first reads it.
 */
export class Ending {
  #by: EndedBy | undefined;
  #reason: unknown;
  #controller: AbortController | undefined;
  #listener: (() => void) | undefined;
  #over = false;

  /** Undefined while the call may go on. */
  get by(): EndedBy | undefined {
    return this.#by;
  }

  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.#by) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  /** Only the first end counts. */
  end(by: EndedBy, reason?: unknown): void {
    if (this.#by || this.#over) return;
    this.#by = by;
    this.#reason = reason;
    this.#controller?.abort(reason);
    this.#listener?.();
  }

  /** The call has its answer: what comes now, such as the end of its connection, ends nothing. */
  settle(): void {
    this.#over = true;
  }

  /** One listener, told once. */
  onEnd(listener: () => void): void {
    this.#listener = listener;
    if (this.#by) listener();
  }
}

/** The end of a call that is cancelled by a signal. */
export function endingOf(signal: AbortSignal): Ending {
  const ending = new Ending();
  if (signal.aborted) ending.end('cancelled', signal.reason);
  else signal.addEventListener('abort', () => ending.end('cancelled', signal.reason), { once: true });
  return ending;
}

/** Ends calls whose time is over: one timer for all of them, which is the oldest one's, as all have the same time. */
export class Deadlines {
  readonly #ms: number;
  readonly #open = new Map<Ending, number>();
  #timer: NodeJS.Timeout | undefined;

  readonly #now: () => number;

  /** @param now in milliseconds, never going back */
  constructor(ms: number, now: () => number = uptimeMs) {
    this.#ms = ms;
    this.#now = now;
  }

  start(ending: Ending): void {
    this.#open.set(ending, this.#now() + this.#ms);
    this.#timer ??= setTimeout(this.#expire, this.#ms).unref();
  }

  stop(ending: Ending): void {
    this.#open.delete(ending);
  }

  readonly #expire = (): void => {
    this.#timer = undefined;
    const now = this.#now();
    for (const [ending, until] of this.#open) {
      if (until > now) {
        this.#timer = setTimeout(this.#expire, Math.ceil(until - now)).unref();
        return;
      }
      this.#open.delete(ending);
      ending.end('timeout', new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
    }
  };
}

/** The global `performance` would load eight modules of Node's with the first call. */
export function uptimeMs(): number {
  return process.uptime() * 1000;
}
