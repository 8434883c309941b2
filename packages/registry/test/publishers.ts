import { setTimeout as sleep } from 'node:timers/promises';
import { type PackedPlugin, packPlugin } from './pack-plugin.ts';
import type { Served } from './registry-process.ts';

export interface Publication {
  /** `p0 1.0.3` */
  id: string;
  digest: string;
  /** Requests until it was acknowledged. */
  requests: number;
  /** Of the last answer: 201, or 200 where an earlier request had published it. */
  status: number;
  /** Of the request that was acknowledged, as `performance.now()`. */
  began: number;
  ended: number;
  by: Served;
}

/** What a publisher may be told to come back after. */
const LATER: ReadonlySet<number> = new Set([429, 503]);
/** Between two tries; shorter than an answer asks for, so that the time until one succeeds is seen. */
const PAUSE_MS = 100;

/**
 * Publishers at the same time, each with a plugin of its own and version after version. What is not acknowledged is sent again, as it
 * is, where it fails also to the next registry.
 */
export class Publishers {
  readonly names: readonly string[];
  readonly acknowledged: Publication[] = [];
  /** Codes of answers that said to come back, and `cut` for a connection that ended without one. */
  readonly refusals = new Map<string, number>();
  #registries: readonly Served[];
  #hasStopped = false;
  readonly #failures: number[] = [];
  readonly #work: Promise<unknown>;
  readonly #waiting = new Set<() => void>();

  constructor(registries: readonly Served[], count = 4) {
    this.#registries = registries;
    this.names = Array.from({ length: count }, (_, at) => `p${at}`);
    this.#work = Promise.all(this.names.map((name, at) => this.#publish(name, at)));
    this.#work.catch(() => this.#wake());
  }

  /** Digests by name and version. */
  digests(): ReadonlyMap<string, string> {
    return new Map(this.acknowledged.map(({ id, digest }) => [id, digest]));
  }

  /** How many needed more than one request. */
  get retried(): number {
    return this.acknowledged.filter(({ requests }) => requests > 1).length;
  }

  /** Resolves when so many more are acknowledged. */
  async more(count: number): Promise<void> {
    const until = this.acknowledged.length + count;
    const enough = async () => {
      while (this.acknowledged.length < until) await new Promise<void>((resolve) => this.#waiting.add(resolve));
    };
    await Promise.race([enough(), this.#work]);
  }

  /** Until one was acknowledged whose request began after this time, in ms. */
  async recovered(since: number): Promise<number> {
    const after = () => this.acknowledged.filter(({ began }) => began > since);
    while (after().length === 0) await this.more(1);
    return Math.min(...after().map(({ ended }) => ended)) - since;
  }

  /** The same, where publications failed in between: until one was acknowledged that was sent after the first failure. */
  async outage(since: number): Promise<number> {
    const failed = () => this.#failures.find((at) => at > since);
    for (let at = failed(); ; at = failed()) {
      if (at !== undefined) return (await this.recovered(at)) + at - since;
      await this.more(1);
    }
  }

  /** Sends nothing new, and waits until all that was sent is acknowledged. */
  async stop(): Promise<void> {
    this.#hasStopped = true;
    await this.#work;
  }

  /** Those to publish to from now on. */
  use(registries: readonly Served[]): void {
    this.#registries = registries;
  }

  async #publish(name: string, at: number): Promise<void> {
    for (let patch = 0; !this.#hasStopped; patch += 1) {
      const plugin = await packPlugin({ name, version: `1.0.${patch}` });
      this.acknowledged.push(await this.#acknowledged(plugin, at));
      this.#wake();
    }
  }

  async #acknowledged(plugin: PackedPlugin, at: number): Promise<Publication> {
    for (let requests = 1; ; requests += 1) {
      const by = this.#registries[(at + requests - 1) % this.#registries.length] as Served;
      const began = performance.now();
      const answer = await by.send(plugin).catch(() => undefined);
      const { digest } = plugin;
      const id = `${plugin.name} ${plugin.version}`;
      if (answer !== undefined && answer.status <= 201)
        return { id, digest, requests, status: answer.status, began, ended: performance.now(), by };
      if (answer !== undefined && !LATER.has(answer.status))
        throw new TypeError(`${id}: ${answer.status} ${answer.code}`);
      this.#failures.push(performance.now());
      const code = answer?.code ?? (answer === undefined ? 'cut' : String(answer.status));
      this.refusals.set(code, (this.refusals.get(code) ?? 0) + 1);
      await sleep(PAUSE_MS);
    }
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }
}
