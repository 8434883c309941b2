import { RolekitError } from '../errors.ts';
import type { Finding } from '../finding.ts';
import type { ToolsFile } from './types.ts';

/** Reads the shape of a `tools.json`; whether its digests are right is checked by `inspectArchive`. */
export function parseTools(_text: string, _file = 'tools.json'): { tools?: ToolsFile; findings: Finding[] } {
  throw new RolekitError('RK_INTERNAL', { what: 'parseTools' });
}

/** The text of a `tools.json`, the same bytes for the same tools. */
export function writeTools(_tools: ToolsFile): string {
  throw new RolekitError('RK_INTERNAL', { what: 'writeTools' });
}
