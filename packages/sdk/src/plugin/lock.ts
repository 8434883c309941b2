import { z } from 'zod';
import type { Finding } from '../finding.ts';
import { readJson } from '../tree/read-json.ts';
import { pluginReference, rangeText, versionText } from '../tree/text-rules.ts';
import type { Lock } from './types.ts';

/** `sha256:<64 hex digits>` */
export const digestText = z.string().regex(/^sha256:[0-9a-f]{64}$/, 'not a digest such as sha256:<64 hex digits>');

export const lockSchema = z.strictObject({
  format: z.literal(1),
  generator: z.int().min(1).optional(),
  connectors: z.record(
    z.string(),
    z.strictObject({
      plugin: pluginReference,
      range: rangeText,
      version: versionText,
      digest: digestText,
      toolsetDigest: digestText,
    }),
  ),
  toolsetDigest: digestText,
  tokens: z.int().min(0),
});

/** Reads a `rolekit.lock.json`; `lock` is there exactly when none of the findings is an error. */
export function parseLock(text: string, file = 'rolekit.lock.json'): { lock?: Lock; findings: Finding[] } {
  const { value, findings } = readJson(text, file, 'lock', lockSchema);
  return value === undefined ? { findings } : { lock: value as Lock, findings };
}

/** The text of a lock file: connectors sorted, keys in one order, the same bytes for the same lock. */
export function writeLock(lock: Lock): string {
  const names = Object.keys(lock.connectors).toSorted();
  const connectors = Object.fromEntries(
    names.flatMap((name) => {
      const connector = lock.connectors[name];
      if (connector === undefined) return [];
      const { plugin, range, version, digest, toolsetDigest } = connector;
      return [[name, { plugin, range, version, digest, toolsetDigest }]];
    }),
  );
  const { format, generator, toolsetDigest, tokens } = lock;
  return `${JSON.stringify({ format, generator, connectors, toolsetDigest, tokens }, null, 2)}\n`;
}
