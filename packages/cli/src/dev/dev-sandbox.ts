import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeConnection } from '@rolekit/sdk/settings';
import { sandboxNames } from '../sandboxes.ts';
import type { Out, Stream } from '../terminal.ts';
import type { Build } from './build-loop.ts';
import { printProblem } from './print-problem.ts';
import { SandboxCode } from './sandbox-code.ts';
import { type SandboxProcess, startSandboxProcess } from './sandbox-process.ts';

export interface DevSandboxOptions {
  /** Folder of the plugin's source. */
  source: string;
  /** Gets the home folder in which the sandboxes are connected. */
  folder: string;
  env: NodeJS.ProcessEnv;
  log: Out;
  output: Stream;
}

/** The sandboxes of a plugin's connectors beside it, and a home folder of their own where they are the active profiles. */
export class DevSandbox {
  readonly #options: DevSandboxOptions;
  #running: SandboxProcess | undefined;
  /** What the last start was made from. */
  #code: SandboxCode | undefined;

  constructor(options: DevSandboxOptions) {
    this.#options = options;
  }

  /** Starts what a build needs, again when its code changed or it ended; returns the environment of the server. */
  async follow({ tools, sources }: Pick<Build, 'tools' | 'sources'>): Promise<NodeJS.ProcessEnv> {
    const { source, folder, env } = this.#options;
    const known = await sandboxNames(source);
    const names = tools.connectors.map(({ name }) => name).filter((name) => known.includes(name));
    const home = join(folder, 'home');
    if (names.length === 0) {
      await this.close();
      this.#code = undefined;
      return env;
    }
    if (this.#running?.hasEnded() || ((await this.#code?.hasChanged(names, sources)) ?? true)) {
      // read before the start: what is saved meanwhile is started next
      this.#code = await SandboxCode.read(names, sources);
      await this.#start(names, home);
    }
    return { ...env, HOME: home, USERPROFILE: home };
  }

  async close(): Promise<void> {
    await this.#running?.stop();
    this.#running = undefined;
  }

  async #start(names: readonly string[], home: string): Promise<void> {
    const { source, folder, env, log, output } = this.#options;
    await this.close();
    const started = await startSandboxProcess(names, { cwd: source, env, log: output });
    if ('code' in started) {
      printProblem(started, log);
      log.line(`${log.paint.red('no sandbox')}  Tools answer that they are not connected until the next save.`);
      return;
    }
    this.#running = started;
    await mkdir(join(folder, 'run'), { recursive: true, mode: 0o700 });
    for (const { name, baseUrl, runFile } of started.sandboxes) {
      // the run file in the project is that of the sandbox started last, which may be another process's
      const copy = join(folder, 'run', `${name}.json`);
      await copyFile(runFile, copy);
      await writeConnection(name, { format: 1, active: 'sandbox', profiles: { sandbox: { runFile: copy } } }, home);
      log.line(`${log.paint.green('sandbox')}  ${name}  ${baseUrl}`);
    }
  }
}
