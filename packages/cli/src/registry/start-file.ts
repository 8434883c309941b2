import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';

/** `.rolekit/start.json`: what a running demo offers, for scripts. */
const startFile = z.object({
  format: z.literal(1),
  /** Process that serves all of it. */
  pid: z.number().int(),
  startedAt: z.string(),
  registry: z.object({
    url: z.string(),
    /** Name of the marketplace of everything. */
    name: z.string(),
    /** Absolute path of the file that holds the publish token. */
    tokenFile: z.string(),
    /** Git repository that hosts add as a marketplace. */
    marketplaceUrl: z.string(),
    /** Base of the MCP Registry API: `/v0.1/servers` is below it. */
    mcpRegistryUrl: z.string(),
  }),
  plugins: z.array(z.object({ id: z.string(), version: z.string(), digest: z.string(), gitUrl: z.string() })),
  sandboxes: z.record(
    z.string(),
    z.object({ baseUrl: z.string(), runFile: z.string(), credentials: z.record(z.string(), z.string()) }),
  ),
});

export type StartFile = z.infer<typeof startFile>;

/** The nearest `.rolekit/start.json` from a folder upwards whose process still runs. */
export async function findStartFile(from: string): Promise<StartFile | undefined> {
  for (let dir = resolve(from); ; dir = dirname(dir)) {
    const start = await readStartFile(join(dir, '.rolekit', 'start.json'));
    if (start && isAlive(start.pid)) return start;
    if (dirname(dir) === dir) return undefined;
  }
}

async function readStartFile(path: string): Promise<StartFile | undefined> {
  try {
    return startFile.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}

/** True when a process of that number runs, ours or not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
