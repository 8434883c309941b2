import type { Finding } from '../finding.ts';
import { readJson } from '../tree/read-json.ts';
import { manifestSchema } from './schema.ts';
import type { PluginManifest } from './types.ts';

/** `manifest` is there exactly when none of the findings is an error. */
export interface ParsedManifest {
  manifest?: PluginManifest;
  findings: Finding[];
}

/**
 * Reads a `plugin.json` and reports every problem with its place.
 *
 * @param file Name for the findings.
 */
export function parseManifest(text: string, file = 'plugin.json'): ParsedManifest {
  const { value, findings } = readJson(text, file, 'manifest', manifestSchema);
  return value === undefined ? { findings } : { manifest: value as PluginManifest, findings };
}
