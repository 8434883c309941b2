import { z } from 'zod';
import type { Finding } from '../finding.ts';
import { readJson } from '../tree/read-json.ts';
import { digestText, pluginReference, rangeText, versionText, webAddress } from '../tree/text-rules.ts';
import type { Lock, LockedBase, SkillOrigin } from './types.ts';

/** Of bases above a base; a lock of another depth is no lock. */
const MAX_LINEAGE = 3;

const resolved = { plugin: pluginReference, range: rangeText, version: versionText, digest: digestText };
const registry = webAddress().optional();

const lockedBase = z.strictObject({ ...resolved, registry, lineage: z.array(z.string()).max(MAX_LINEAGE).optional() });

const skillOrigin = z.strictObject({
  from: z.enum(['base', 'amended', 'client', 'replaced', 'removed']),
  digest: digestText.optional(),
  sections: z.record(z.string(), digestText).optional(),
});

export const lockSchema = z.strictObject({
  format: z.literal(1),
  generator: z.int().min(1).optional(),
  base: lockedBase.optional(),
  origins: z.record(z.string(), skillOrigin).optional(),
  connectors: z.record(z.string(), z.strictObject({ ...resolved, toolsetDigest: digestText, registry })),
  toolsetDigest: digestText,
  tokens: z.int().min(0),
});

/** Reads a `rolekit.lock.json`; `lock` is there exactly when none of the findings is an error. */
export function parseLock(text: string, file = 'rolekit.lock.json'): { lock?: Lock; findings: Finding[] } {
  const { value, findings } = readJson(text, file, 'lock', lockSchema);
  return value === undefined ? { findings } : { lock: value as Lock, findings };
}

/** The text of a lock file: names sorted, keys in one order, the same bytes for the same lock. */
export function writeLock(lock: Lock): string {
  const connectors = sorted(lock.connectors, ({ plugin, range, version, digest, toolsetDigest, registry }) => {
    return { plugin, range, version, digest, toolsetDigest, registry };
  });
  const { format, generator, toolsetDigest, tokens } = lock;
  const base = lock.base && baseOf(lock.base);
  const origins = lock.origins && sorted(lock.origins, originOf);
  return `${JSON.stringify({ format, generator, base, origins, connectors, toolsetDigest, tokens }, null, 2)}\n`;
}

function baseOf({ plugin, range, version, digest, registry, lineage }: LockedBase): LockedBase {
  return { plugin, range, version, digest, ...(registry && { registry }), ...(lineage && { lineage }) };
}

function originOf({ from, digest, sections }: SkillOrigin): SkillOrigin {
  return { from, ...(digest && { digest }), ...(sections && { sections: sorted(sections, (section) => section) }) };
}

function sorted<T, R>(rows: Record<string, T>, write: (row: T) => R): Record<string, R> {
  const names = Object.keys(rows).toSorted();
  return Object.fromEntries(names.flatMap((name) => (rows[name] === undefined ? [] : [[name, write(rows[name])]])));
}
