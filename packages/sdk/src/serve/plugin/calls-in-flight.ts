/** The calls that are being answered. */
export class InFlight {
  readonly #calls = new Set<Promise<unknown>>();

  track<T>(call: Promise<T>): Promise<T> {
    this.#calls.add(call);
    const forget = () => void this.#calls.delete(call);
    call.then(forget, forget);
    return call;
  }

  /** Waits until all calls have their result and it was handed to the transport, at most that long. */
  async settled(ms: number): Promise<void> {
    if (this.#calls.size === 0 || ms <= 0) return;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ms);
    });
    await Promise.race([Promise.allSettled(this.#calls), late]);
    clearTimeout(timer);
    // the official server writes a result some turns after its handler gave it
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
  }
}
