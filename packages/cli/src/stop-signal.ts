import { setTimeout } from 'node:timers/promises';

/** The end of a command that keeps running: what stops it, and what is closed then. */
export interface Stop {
  signal: AbortSignal;
  onStop(close: () => Promise<void> | void): void;
  /** Resolves when the command was asked to stop; at once when nothing keeps running. */
  wait(): Promise<void>;
  /** Gives a Ctrl-C the time to arrive: what was started here hears it too, and may have ended of it first. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

const SETTLE_MS = 100;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export function createStop(outer: AbortSignal | undefined): Stop {
  const controller = new AbortController();
  const closers: (() => Promise<void> | void)[] = [];
  let closed = false;
  const abort = () => controller.abort();
  const interrupt = () => {
    // Asked twice, or asked while nothing is there to close: the person wants out now.
    if (controller.signal.aborted || closers.length === 0) process.exit(130);
    abort();
  };
  if (outer) outer.addEventListener('abort', abort, { once: true });
  else for (const name of SIGNALS) process.on(name, interrupt);
  if (outer?.aborted) abort();

  return {
    signal: controller.signal,
    onStop(close) {
      // What was still starting when the command failed is closed as soon as it runs.
      if (closed) void Promise.resolve(close()).catch(() => {});
      else closers.push(close);
    },
    async wait() {
      if (closers.length === 0 || controller.signal.aborted) return;
      await new Promise<void>((resolve) => {
        controller.signal.addEventListener('abort', () => resolve(), { once: true });
      });
    },
    settle: () => setTimeout(SETTLE_MS),
    async close() {
      closed = true;
      for (const close of closers.splice(0).reverse()) await close();
      outer?.removeEventListener('abort', abort);
      for (const name of SIGNALS) process.off(name, interrupt);
    },
  };
}
