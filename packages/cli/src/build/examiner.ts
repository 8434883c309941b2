import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '@rolekit/sdk';
import type { DefinitionProblem, ToolProblem } from '@rolekit/sdk/internal/plugin';
import type { ConnectorDescription } from '@rolekit/sdk/plugin';
import { AskedServer } from './asked-server.ts';
import { type BareOptions, failureOf, stderrOf, type Waits } from './bare.ts';
import { CodeProcess } from './code-process.ts';
import type { ExaminedCode } from './examined-code.ts';
import { type SdkCopy, sdkModule } from './sdk-copy.ts';

/** What the code of a plugin's own connectors says of itself. */
export interface Examination {
  /** Of those whose code loads. */
  descriptions: ConnectorDescription[];
  findings: Finding[];
}

/** What a connector's code says of itself when it is loaded. */
export type Told =
  | { description: ConnectorDescription; problems: ToolProblem[]; examples: Record<string, unknown[]> }
  | { error: { code?: string; message: string; fix?: string; stack: string; problems?: DefinitionProblem[] } }
  | { noConnector: true };

/** Its process ended before it was told. */
export interface LoadFailure {
  failure: string;
  stderr: string;
}

/**
 * Examines the code of connectors as it is at one time: all in one process, as a server has them too, and each once. Code that
 * ends the process is examined again in one of its own, so that nobody is blamed for another.
 */
export class Examiner {
  readonly #known = new Map<string, Promise<Examination>>();
  #process: CodeProcess | undefined;
  #modules = 0;
  #servers = 0;

  /** Starts its process before there is code to load; it loads the SDK meanwhile, and `more` modules of it. */
  start(sdk: SdkCopy, more: readonly string[] = []): CodeProcess {
    this.#process ??= processFor(sdk, [...EXAMINED, ...more]);
    return this.#process;
  }

  /** What was found in a plugin's folder, which is examined when it was not yet. */
  once(dir: string, examine: () => Promise<Examination>): Promise<Examination> {
    const known = this.#known.get(dir) ?? examine();
    this.#known.set(dir, known);
    return known;
  }

  async examine(code: ExaminedCode, options: BareOptions = {}): Promise<Told | LoadFailure> {
    const told = await examineIn(this.start(code.sdk), code, ++this.#modules, options);
    if (!('failure' in told) || this.#modules === 1) return told;
    const alone = processFor(code.sdk);
    try {
      return await examineIn(alone, code, 1, options);
    } finally {
      await alone.close();
    }
  }

  /** A server that is asked in the same process: not bundled, it imports the SDK from where it is. */
  server(sdk: SdkCopy, main: string, plugin: string, waits: Waits): AskedServer {
    const process = this.start(sdk);
    const files = [{ path: 'server/main.mjs', bytes: new TextEncoder().encode(main) }];
    const dir = join(process.dir, `plugin-${++this.#servers}`);
    return new AskedServer(Promise.resolve(files), plugin, { ...waits, shared: { process, dir } });
  }

  async close(): Promise<void> {
    await this.#process?.close();
  }
}

const EXAMINED = ['@rolekit/sdk', '@rolekit/sdk/internal/plugin'];

function processFor(sdk: SdkCopy, modules: readonly string[] = []): CodeProcess {
  return new CodeProcess({
    preload: modules.flatMap((path) => sdkModule(sdk, path) ?? []),
    conditions: sdk.fromSource ? ['rolekit-source'] : [],
  });
}

async function examineIn(
  process: CodeProcess,
  code: ExaminedCode,
  number: number,
  options: BareOptions,
): Promise<Told | LoadFailure> {
  try {
    const module = join(process.dir, `module-${number}.mjs`);
    await writeFile(module, code.text);
    const told = await process.examine(module, options);
    return told === undefined ? { failure: 'its process ended before it answered.', stderr: '' } : JSON.parse(told);
  } catch (error) {
    return { failure: failureOf(error, process.dir), stderr: stderrOf(error) };
  }
}
