import { harmless, type Stream } from './terminal.ts';

/** Says on stderr what long work does. */
export interface Progress {
  step(text: string): void;
  /** Removes the line of a terminal; the next step shows again. */
  clear(): void;
}

export const SILENT: Progress = { step() {}, clear() {} };

/**
 * One line that is overwritten on a terminal; elsewhere lines, which stay.
 *
 * @param term kind of the terminal, as in TERM; one that is `dumb` overwrites nothing
 */
export function createProgress(stream: Stream, quietMs: number, term?: string): Progress {
  return stream.isTTY === true && term !== 'dumb' ? onTerminal(stream) : inLines(stream, quietMs);
}

function onTerminal(stream: Stream): Progress {
  const clear = () => void stream.write('\r\u001B[K');
  return {
    step(text) {
      clear();
      stream.write(harmless(text).slice(0, (stream.columns ?? 80) - 1));
    },
    clear,
  };
}

/** A script is told nothing of what is quickly done; after that, each step once. */
function inLines(stream: Stream, quietMs: number): Progress {
  const began = performance.now();
  const shown = new Set<string>();
  let latest: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  const show = () => {
    timer = undefined;
    if (latest === undefined || shown.has(latest)) return;
    shown.add(latest);
    stream.write(`${harmless(latest)}\n`);
  };
  return {
    step(text) {
      latest = text;
      const quiet = began + quietMs - performance.now();
      if (quiet <= 0) show();
      else timer ??= setTimeout(show, quiet).unref();
    },
    clear() {
      latest = undefined;
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
