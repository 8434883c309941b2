const WIDTH = 6;
const waiting: (() => void)[] = [];
let running = 0;

/** Runs work that mostly waits, a few at once. */
export async function atOnce<T>(work: () => Promise<T>): Promise<T> {
  if (running >= WIDTH) await new Promise<void>((resolve) => waiting.push(resolve));
  else running++;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}
