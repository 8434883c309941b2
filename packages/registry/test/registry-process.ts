import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { RegistryOptions } from '../src/registry.ts';
import type { PackedPlugin } from './pack-plugin.ts';

export interface Answer {
  status: number;
  code: string | undefined;
  /** Seconds after which it may be sent again, where the answer says so. */
  retryAfter: number | undefined;
}

export interface Served {
  url: string;
  send(plugin: PackedPlugin): Promise<Answer>;
  get(path: string): Promise<Response>;
  /** `fill`, `free`: see `registry-main.ts`. */
  tell(command: 'fill' | 'free'): Promise<void>;
  close(): Promise<void>;
  kill(): Promise<void>;
  /** Asks it to end, as a service manager does. Returns its exit code. */
  terminate(): Promise<number | null>;
  /** Still the process that was started. */
  isRunning(): boolean;
}

interface ServeOptions {
  /** Lays a disk of so many MiB over the data folder, in a namespace of the process's own. */
  diskMib?: number;
  /** Nothing can be written to that disk. */
  readOnly?: boolean;
  /** Besides the data folder. */
  options?: Partial<Omit<RegistryOptions, 'logger'>> & { logFile?: string };
}

const SCRIPT = join(import.meta.dirname, 'registry-main.ts');

/** Starts a registry in a process of its own. */
export async function serveRegistry(
  dataDir: string,
  { diskMib, readOnly, options = {} }: ServeOptions = {},
): Promise<Served> {
  const node = [process.execPath, '--conditions=rolekit-source', SCRIPT, dataDir, JSON.stringify(options)];
  const mount = `mount -t tmpfs -o size=${diskMib}m${readOnly ? ',ro' : ''} tmpfs "$0" && exec "$@"`;
  // Only root makes a namespace of mounts as it is; others become root of a namespace of users first.
  const flag = process.getuid?.() === 0 ? '-m' : '-rm';
  const [command = '', ...args] = diskMib === undefined ? node : ['unshare', flag, 'sh', '-c', mount, dataDir, ...node];
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<Record<string, string>> => {
    const line = await lines.next();
    if (line.done) throw new TypeError(`The registry ended: ${errors}`);
    return JSON.parse(line.value) as Record<string, string>;
  };
  const { url = '', token = '' } = await next();
  return {
    url,
    async send({ namespace, name, tgz }) {
      const answer = await fetch(`${url}/v1/plugins/${namespace}/${name}/versions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/gzip' },
        body: Buffer.from(tgz),
      });
      const body = (await answer.json()) as { error?: { code: string } };
      const wait = answer.headers.get('retry-after');
      return { status: answer.status, code: body.error?.code, retryAfter: wait === null ? undefined : Number(wait) };
    },
    get: (path) => fetch(`${url}${path}`),
    async tell(text) {
      child.stdin.write(`${text}\n`);
      await next();
    },
    async close() {
      child.stdin.write('close\n');
      await ended(child);
    },
    async kill() {
      child.kill('SIGKILL');
      await ended(child);
    },
    async terminate() {
      child.kill('SIGTERM');
      await ended(child);
      return child.exitCode;
    },
    isRunning: () => child.exitCode === null && child.signalCode === null,
  };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}
