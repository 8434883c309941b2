import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BundleFile } from '@rolekit/sdk/bundle';
import { refuseErrors } from '@rolekit/sdk/internal';
import type { ConnectorDescription } from '@rolekit/sdk/plugin';
import { failureOf, type Waits } from './bare.ts';
import { CodeProcess } from './code-process.ts';
import { fillServer } from './entry.ts';

const MAIN = 'server/main.mjs';

const DESCRIBE = {
  what: 'list its tools',
  fix: 'Fix the connector: its code must load without settings, network or files.',
};
const OPENING = { what: 'answer a host', fix: 'Build with the same SDK version as this command.' };

export interface AskOptions extends Waits {
  /** A process that has other code too and is not its to end, and where to lie in its folder. @default one of its own */
  shared?: { process: CodeProcess; dir: string };
}

/**
 * A bundled server that a build asks about itself. Its process starts while the server is still bundled.
 */
export class AskedServer {
  readonly #server: Promise<readonly BundleFile[]>;
  readonly #process: CodeProcess;
  /** Where it lies. */
  readonly #dir: string;
  readonly #isShared: boolean;
  readonly #plugin: string;
  readonly #waits: Waits;
  #main: Promise<string> | undefined;

  constructor(server: Promise<readonly BundleFile[]>, plugin: string, { shared, ...waits }: AskOptions = {}) {
    this.#server = server;
    this.#process = shared?.process ?? new CodeProcess();
    this.#dir = shared?.dir ?? this.#process.dir;
    this.#isShared = shared !== undefined;
    this.#plugin = plugin;
    this.#waits = waits;
    server.catch(() => {});
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
    if (this.#isShared) return;
    await this.#process.end().catch((error) => this.#refuse(failureOf(error, this.#dir), DESCRIBE));
  }

  /** Ends it wherever it is. */
  async close(): Promise<void> {
    await Promise.allSettled([this.#main]);
    if (!this.#isShared) await this.#process.close();
  }

  async #ask(
    question: 'describe' | 'opening',
    descriptions: readonly ConnectorDescription[],
    about: typeof DESCRIBE,
  ): Promise<unknown> {
    this.#main ??= this.#write();
    const entry = join(this.#dir, 'server', `${question}.mjs`);
    await writeFile(entry, fillServer(await this.#main, descriptions));
    const { onStep, slowMs } = this.#waits;
    const onSlow = onStep && (() => onStep(`Waiting for the server of ${this.#plugin} to ${about.what}`, 'wait'));
    try {
      const answer = await this.#process.ask(entry, question, { onSlow, slowMs });
      if (answer !== undefined) return JSON.parse(answer);
    } catch (error) {
      this.#refuse(failureOf(error, this.#dir), about);
    }
    return this.#refuse('its process ended before it answered.', about);
  }

  /** Writes all of it but its entry, which differs from question to question and is returned. */
  async #write(): Promise<string> {
    const server = await this.#server;
    await mkdir(join(this.#dir, 'server'), { recursive: true });
    const others = server.filter(({ path }) => path !== MAIN);
    await Promise.all(others.map(({ path, bytes }) => writeFile(join(this.#dir, path), bytes)));
    return new TextDecoder().decode(server.find(({ path }) => path === MAIN)?.bytes);
  }

  #refuse(reason: string, { what, fix }: typeof DESCRIBE): void {
    const message = `The server could not ${what}: ${reason}`;
    refuseErrors([{ code: 'build/describe', severity: 'error', message, file: 'plugin.json', fix }], this.#plugin);
  }
}
