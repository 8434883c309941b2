import type { ReadStream } from 'node:tty';

const CTRL_C = '\u0003';

/** Aborts when `q` is typed: at once on a terminal, else with the line. */
export function quitKey(stdin: NodeJS.ReadableStream): { signal: AbortSignal; close(): void } {
  const typed = new AbortController();
  const terminal = stdin as Partial<ReadStream>;
  const onData = (data: Buffer | string) => {
    const text = String(data);
    if (text.includes(CTRL_C) || text.trim().toLowerCase() === 'q') typed.abort();
  };
  if (terminal.isTTY) terminal.setRawMode?.(true);
  stdin.on('data', onData);
  return {
    signal: typed.signal,
    close() {
      stdin.off('data', onData);
      if (terminal.isTTY) terminal.setRawMode?.(false);
      // what waits for more input keeps the process
      stdin.pause();
      terminal.unref?.();
    },
  };
}
