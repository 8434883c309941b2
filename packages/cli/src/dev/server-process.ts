import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { StdioLines } from '@rolekit/sdk/internal';
import type { Stream } from '../terminal.ts';

/** A server reads the end of its input; then it is asked, then ended. */
const ASK_AFTER_MS = 1000;
const END_AFTER_MS = 3000;

/** The server of a build in a process of its own. */
export class ServerProcess {
  /** Requests of the host that it has not answered. */
  readonly open = new Set<string | number>();
  /** Folder of its bundle. */
  readonly dir: string;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #ended: Promise<unknown>;

  constructor(
    dir: string,
    options: { env: NodeJS.ProcessEnv; log: Stream; onLine(line: Buffer): void; onEnd(code: number | null): void },
  ) {
    this.dir = dir;
    const main = join(dir, 'server', 'main.mjs');
    this.#child = spawn(process.execPath, [main], { env: options.env, stdio: 'pipe', windowsHide: true });
    this.#ended = once(this.#child, 'close').catch(() => {});
    new StdioLines(this.#child.stdout, { line: options.onLine, piece: options.onLine });
    this.#child.stderr.on('data', (text) => void options.log.write(String(text)));
    // what is written to a process that just ended is answered by `onEnd`
    this.#child.stdin.on('error', () => {});
    this.#child.once('error', () => options.onEnd(null));
    this.#child.once('close', (code) => options.onEnd(code));
  }

  write(line: Buffer | object): void {
    this.#child.stdin.write(Buffer.isBuffer(line) ? line : `${JSON.stringify(line)}\n`);
  }

  async stop(): Promise<void> {
    this.#child.stdin.end();
    const ask = setTimeout(() => this.#child.kill('SIGTERM'), ASK_AFTER_MS);
    const end = setTimeout(() => this.#child.kill('SIGKILL'), END_AFTER_MS);
    await this.#ended;
    clearTimeout(ask);
    clearTimeout(end);
  }
}
