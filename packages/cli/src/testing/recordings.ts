import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connector } from '@rolekit/sdk';
import type { Recording } from '@rolekit/sdk/testing';
import { z } from 'zod';
import { usageError } from '../errors.ts';

const RECORDING = z.looseObject({
  format: z.literal(1),
  connector: z.string(),
  recordedAt: z.string(),
  exchanges: z.array(
    z.looseObject({ method: z.string(), path: z.string(), query: z.record(z.string(), z.string()), status: z.int() }),
  ),
  calls: z.array(z.object({ tool: z.string(), args: z.record(z.string(), z.unknown()) })),
  settings: z.record(z.string(), z.string()),
});

/**
 * The recordings of a plugin's own connectors: `<folder>/<connector>.json`, as `recordCalls` makes them.
 *
 * @throws RK_USAGE for a connector that has none, or one that cannot be read
 */
export async function readRecordings(
  folder: string,
  own: readonly Connector[],
): Promise<Readonly<Record<string, Recording>>> {
  const all: Record<string, Recording> = {};
  for (const { name } of own) {
    const path = join(folder, `${name}.json`);
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text === undefined)
      throw usageError(`${path} does not exist.`, 'Record the calls with `recordCalls` of @rolekit/sdk/testing first.');
    all[name] = parsed(path, text);
  }
  return all;
}

function parsed(path: string, text: string): Recording {
  const fail = (why: string) => usageError(`${path} is not a recording of calls: ${why}`, 'Record them again.');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw fail('it is not JSON');
  }
  const recording = RECORDING.safeParse(json);
  if (recording.success) return recording.data as unknown as Recording;
  throw fail(z.prettifyError(recording.error).split('\n')[0] ?? 'its format is wrong');
}
