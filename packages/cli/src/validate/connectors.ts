import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '@rolekit/sdk';
import type { PluginManifest } from '@rolekit/sdk/plugin';
import { LineCounter, parseDocument } from 'yaml';
import { Places } from '../playbook/places.ts';

/** Findings for connectors whose `path` names no file. */
export async function checkConnectorPaths(dir: string, manifest: PluginManifest): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [name, ref] of Object.entries(manifest.extensions['dev.rolekit'].connectors ?? {})) {
    if (!('path' in ref)) continue;
    const entry = await stat(join(dir, ref.path)).catch(() => undefined);
    if (entry?.isFile()) continue;
    findings.push({
      code: 'manifest/missing-file',
      severity: 'error',
      message: `The connector "${name}" has no file "${ref.path}".`,
      file: 'plugin.json',
      ...(await placeIn(dir, ['extensions', 'dev.rolekit', 'connectors', name, 'path'])),
      fix: 'Correct the path, or write that file; its default export is the connector.',
    });
  }
  return findings;
}

async function placeIn(dir: string, path: readonly string[]): Promise<{ line?: number; column?: number }> {
  const text = await readFile(join(dir, 'plugin.json'), 'utf8').catch(() => undefined);
  // defined in TypeScript
  if (text === undefined) return {};
  const lines = new LineCounter();
  // JSON is YAML, and this parser knows places
  const document = parseDocument(text, { lineCounter: lines });
  return new Places(document, lines).value(path);
}
