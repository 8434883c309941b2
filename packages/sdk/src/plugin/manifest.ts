import { RolekitError } from '../errors.ts';
import type { Finding } from '../finding.ts';
import type { PluginManifest } from './types.ts';

/** `manifest` is there exactly when none of the findings is an error. */
export interface ParsedManifest {
  manifest?: PluginManifest;
  findings: Finding[];
}

/** Reads a `plugin.json` and reports every problem with its place. */
export function parseManifest(_text: string, _file = 'plugin.json'): ParsedManifest {
  throw new RolekitError('RK_INTERNAL', { what: 'parseManifest' });
}
