import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BundleFile } from '@rolekit/sdk/bundle';
import { makeTemporary, refuseErrors, removeTemporary } from '@rolekit/sdk/internal';
import type { ConnectorDescription } from '@rolekit/sdk/plugin';
import { BareProcess, failureOf, type Waits } from './bare.ts';
import { fillServer } from './entry.ts';

const MAIN = 'server/main.mjs';

const DESCRIBE = {
  what: 'list its tools',
  fix: 'Fix the connector: its code must load without settings, network or files.',
};
const OPENING = { what: 'answer a host', fix: 'Build with the same SDK version as this command.' };

/**
 * A bundled server that a build asks about itself, in a process and a folder of its own and without the environment of this
 * one. The process starts while the server is still bundled, and loads what its questions share once.
 */
export class AskedServer {
  readonly #dir = makeTemporary('rolekit-describe-');
  readonly #server: Promise<readonly BundleFile[]>;
  readonly #process: Promise<BareProcess>;
  readonly #plugin: string;
  readonly #waits: Waits;
  #main: Promise<string> | undefined;

  constructor(server: Promise<readonly BundleFile[]>, plugin: string, waits: Waits = {}) {
    this.#server = server;
    this.#plugin = plugin;
    this.#waits = waits;
    this.#process = this.#start();
    for (const promise of [server, this.#process]) promise.catch(() => {});
  }

  /**
   * The tools of its own connectors.
   *
   * @throws RK_FINDINGS with what the connector's code said
   */
  describe(): Promise<ConnectorDescription[]> {
    return this.#ask('describe', [], DESCRIBE) as Promise<ConnectorDescription[]>;
  }

  /**
   * How it begins with hosts. No connector's code is loaded for that.
   *
   * @throws RK_FINDINGS with what the server said
   */
  opening(descriptions: readonly ConnectorDescription[]): Promise<unknown> {
    return this.#ask('opening', descriptions, OPENING);
  }

  /**
   * Lets it end: what its code left running when it was loaded would keep it.
   *
   * @throws RK_FINDINGS
   */
  async end(): Promise<void> {
    const running = await this.#process;
    await running.end().catch((error) => this.#refuse(failureOf(error, this.#dir), DESCRIBE));
  }

  /** Ends it wherever it is. */
  async close(): Promise<void> {
    await Promise.allSettled([this.#process.then((running) => running.kill()), this.#main]);
    await removeTemporary(this.#dir);
  }

  async #start(): Promise<BareProcess> {
    const script = join(this.#dir, 'ask.mjs');
    await writeFile(script, ASK);
    return new BareProcess(this.#dir, [script]);
  }

  async #ask(
    question: 'describe' | 'opening',
    descriptions: readonly ConnectorDescription[],
    about: typeof DESCRIBE,
  ): Promise<unknown> {
    this.#main ??= this.#write();
    const entry = join(this.#dir, 'server', `${question}.mjs`);
    await writeFile(entry, fillServer(await this.#main, descriptions));
    const running = await this.#process;
    const { onStep, slowMs } = this.#waits;
    const onSlow = onStep && (() => onStep(`Waiting for the server of ${this.#plugin} to ${about.what}`, 'wait'));
    try {
      const answer = await running.ask(JSON.stringify([entry, question]), { onSlow, slowMs });
      if (answer !== undefined) return JSON.parse(answer);
    } catch (error) {
      this.#refuse(failureOf(error, this.#dir), about);
    }
    return this.#refuse('its process ended before it answered.', about);
  }

  /** Writes all of it but its entry, which differs from question to question and is returned. */
  async #write(): Promise<string> {
    const server = await this.#server;
    await mkdir(join(this.#dir, 'server'));
    const others = server.filter(({ path }) => path !== MAIN);
    await Promise.all(others.map(({ path, bytes }) => writeFile(join(this.#dir, path), bytes)));
    return new TextDecoder().decode(server.find(({ path }) => path === MAIN)?.bytes);
  }

  #refuse(reason: string, { what, fix }: typeof DESCRIBE): void {
    const message = `The server could not ${what}: ${reason}`;
    refuseErrors([{ code: 'build/describe', severity: 'error', message, file: 'plugin.json', fix }], this.#plugin);
  }
}

// The answer is what the server prints last while its entry runs, or first after it; what its connectors print while they load
// is none. While an entry runs, nothing of this keeps the process: one that waits for ever ends.
const ASK = `
import { once } from 'node:events';
import { createInterface } from 'node:readline';
const lines = createInterface({ input: process.stdin });
const asked = [];
lines.on('line', (line) => asked.push(line)).on('close', () => asked.push(undefined));
const write = process.stdout.write.bind(process.stdout);
let said = [];
let hear = () => {};
process.stdout.write = (text, encoding, done) => {
  said.push(...String(text).split('\\n').filter((line) => line !== ''));
  hear();
  const called = typeof encoding === 'function' ? encoding : done;
  if (called) process.nextTick(called);
  return true;
};
for (;;) {
  process.stdin.ref();
  while (asked.length === 0) await Promise.race([once(lines, 'line'), once(lines, 'close')]);
  const line = asked.shift();
  if (line === undefined) break;
  process.stdin.unref();
  const [entry, question] = JSON.parse(line);
  process.argv = [process.argv[0], entry, question];
  said = [];
  const { pathToFileURL } = await import('node:url');
  await import(pathToFileURL(entry).href);
  while (said.length === 0) await new Promise((resolve) => { hear = resolve; });
  write(said.at(-1) + '\\n');
}
`;
