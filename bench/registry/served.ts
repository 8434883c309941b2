import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gitEnvironment } from '../../packages/registry/src/git/git-process.ts';
import type { PackedPlugin } from '../../packages/registry/test/pack-plugin.ts';
import { packed } from '../../packages/registry/test/seed-catalogue.ts';

const run = promisify(execFile);

export interface Served {
  url: string;
  token: string;
  /** A token that reads the namespace `team-1` alone. */
  reader: string;
  /** Until it listened. */
  startMs: number;
  child: ChildProcess;
  usage(): Promise<Usage>;
  close(): Promise<void>;
}

export interface Usage {
  /** Processor time of the process itself; what git needs is not in it. */
  cpuMs: number;
  heapUsed: number;
  external: number;
}

/** Starts a registry, or another contestant, in a process of its own. */
export async function serve(script: string, args: readonly string[], node: readonly string[] = []): Promise<Served> {
  const command = [...node, join(import.meta.dirname, script), ...args];
  const child = spawn(process.execPath, command, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const [line] = (await once(lines, 'line')) as [string];
  return {
    ...(JSON.parse(line) as Omit<Served, 'child' | 'usage' | 'close'>),
    child,
    async usage() {
      const answer = once(lines, 'line') as Promise<[string]>;
      child.stdin?.write('usage\n');
      return JSON.parse((await answer)[0]) as Usage;
    },
    async close() {
      const ended = once(child, 'exit');
      child.stdin?.write('close\n');
      await ended;
    },
  };
}

/** Resident memory in MiB, now and at its highest, where the system says so. */
export function residentMiB({ child }: Served): { now: number; highest: number } {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  const of = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]) / 1024;
  return { now: of('VmRSS'), highest: of('VmHWM') };
}

/** Resolves when it does nothing any more: what follows publications is made. */
export async function quiet(served: Served): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const { cpuMs } = await served.usage();
    await sleep(500);
    if ((await served.usage()).cpuMs - cpuMs < 10) return;
  }
}

/** @returns milliseconds until it was answered */
export async function publish({ url, token }: Served, { namespace, name, tgz }: PackedPlugin): Promise<number> {
  const began = performance.now();
  const answer = await fetch(`${url}/v1/plugins/${namespace}/${name}/versions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/gzip' },
    body: Buffer.from(tgz),
  });
  if (answer.status !== 201) throw new Error(`${answer.status}: ${await answer.text()}`);
  await answer.arrayBuffer();
  return performance.now() - began;
}

const PUBLISHERS = 4;
const VERSIONS = 5;
/** How many plugins a burst adds. */
export const BURST_PLUGINS = 40;

/** Two hundred publications from four publishers at once, of plugins of five versions. @returns how long each took, in milliseconds */
export async function burst(served: Served, first: number): Promise<number[]> {
  const each = BURST_PLUGINS / PUBLISHERS;
  const publisher = async (from: number) => {
    const times: number[] = [];
    for (let at = from; at < from + each; at += 1)
      for (let patch = 0; patch < VERSIONS; patch += 1)
        times.push(await publish(served, await packed(at, `1.0.${patch}`)));
    return times;
  };
  return (await Promise.all(Array.from({ length: PUBLISHERS }, (_, at) => publisher(first + at * each)))).flat();
}

export async function git(...args: string[]): Promise<string> {
  return (await run('git', args, { env: gitEnvironment(), maxBuffer: 64 * 1024 * 1024 })).stdout.trim();
}
