import type { Connected, ConnectOptions, Era } from '../../plugin-server/connect.ts';
import { connectServer } from '../../plugin-server/connect.ts';

interface Running {
  dir: string;
  connected: Promise<Connected>;
  /** Done when its process is gone. */
  gone: Promise<void>;
}

/** The servers that one page calls: at most one for each era, of the newest build. They start when they are called. */
export class PageServers {
  readonly #options: (era: Era) => Omit<ConnectOptions, 'env'>;
  readonly #current = new Map<Era, Running>();
  readonly #all = new Set<Running>();

  constructor(options: (era: Era) => Omit<ConnectOptions, 'env'>) {
    this.#options = options;
  }

  /** @throws RK_SERVER */
  async connect(era: Era, { dir, env }: { dir: string; env: NodeJS.ProcessEnv }): Promise<Connected> {
    this.endOthers(dir);
    const running = this.#current.get(era) ?? this.#start(era, dir, env);
    return running.connected;
  }

  /** Ends the servers of other builds than this one; call it when no call runs. */
  endOthers(dir: string | undefined): void {
    for (const [era, running] of this.#current) {
      if (running.dir === dir) continue;
      this.#current.delete(era);
      void end(running);
    }
  }

  /** Waits until nothing runs from this folder. */
  async left(dir: string): Promise<void> {
    await Promise.all([...this.#all].filter((running) => running.dir === dir).map(({ gone }) => gone));
  }

  async close(): Promise<void> {
    this.endOthers(undefined);
    await Promise.all([...this.#all].map(({ gone }) => gone));
  }

  #start(era: Era, dir: string, env: NodeJS.ProcessEnv): Running {
    const connected = connectServer(dir, { ...this.#options(era), env, era });
    const forget = () => {
      if (this.#current.get(era) === running) this.#current.delete(era);
      this.#all.delete(running);
    };
    const gone = connected.then(({ ended }) => ended).then(forget, forget);
    const running: Running = { dir, connected, gone };
    this.#current.set(era, running);
    this.#all.add(running);
    return running;
  }
}

async function end({ connected }: Running): Promise<void> {
  const server = await connected.catch(() => undefined);
  await server?.close().catch(() => {});
}
