import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Connector } from '../connector/connector.ts';
import { writeWhole } from '../files/write-whole.ts';
import type { Settings } from './settings.ts';

/** Hashes of tokens, each with that of its successor. */
type Lineage = Record<string, string>;

/** A process that slept through more of them opens its connection anew. */
const KEPT = 100;

type Before = Pick<Settings, 'source' | 'config'>;

/** Notes which of the changed settings are rotated tokens; see `isRotated`. */
export async function noteRotated(
  { name, connection }: Connector,
  { config }: Before,
  changes: Readonly<Record<string, string | undefined>>,
  home?: string,
): Promise<void> {
  for (const [field, after] of Object.entries(changes)) {
    const before = config[field];
    const isToken = connection.config[field]?.secret && typeof before === 'string' && after !== undefined;
    if (isToken) await noteSuccessor(name, before, after, home);
  }
}

/** Are the settings the same but for tokens that this process or another one rotated? */
export async function isRotated(
  { name, connection }: Connector,
  { source, config: before }: Before,
  { source: now, config: after }: Before,
  home?: string,
): Promise<boolean> {
  if (source !== now) return false;
  const changed = Object.entries(connection.config).filter(([field]) => before[field] !== after[field]);
  for (const [field, { secret }] of changed) {
    const [first, other] = [before[field], after[field]];
    if (!secret || typeof first !== 'string' || typeof other !== 'string') return false;
    // what was read may also be the older one by now
    if (!(await isSuccessor(name, first, other, home)) && !(await isSuccessor(name, other, first, home))) return false;
  }
  return changed.length > 0;
}

/**
 * Notes that a rotated secret came from another one, by their hashes. Another process of this user that finds the new one in
 * the settings then knows it for the same connection; one that a person put there is nobody's successor.
 */
export async function noteSuccessor(connector: string, before: string, after: string, home?: string): Promise<void> {
  const path = lineagePath(connector, home);
  const all = Object.entries({ ...(await readLineage(path)), [hashOf(before)]: hashOf(after) });
  await writeWhole(path, JSON.stringify(Object.fromEntries(all.slice(-KEPT))));
}

/** Did one secret become the other by nothing but rotation? */
async function isSuccessor(connector: string, before: string, after: string, home?: string): Promise<boolean> {
  const lineage = await readLineage(lineagePath(connector, home));
  const hash = hashOf(after);
  let at: string | undefined = hashOf(before);
  for (let step = 0; at !== undefined && step <= KEPT; step++) {
    if (at === hash) return true;
    at = lineage[at];
  }
  return false;
}

function lineagePath(connector: string, home = homedir()): string {
  return join(home, '.rolekit', 'run', `${connector}-rotated.json`);
}

async function readLineage(path: string): Promise<Lineage> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Lineage;
  } catch {
    // without it, a connection is opened anew
    return {};
  }
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}
