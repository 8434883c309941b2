import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '@rolekit/sdk';
import { refuseErrors } from '@rolekit/sdk/internal';
import {
  CONTRACT_REPORT_FILE,
  parseContractReport,
  reportMismatch,
  writeContractReport,
} from '@rolekit/sdk/internal/plugin';
import type { PluginManifest, ToolsFile } from '@rolekit/sdk/plugin';

/**
 * The recorded report of a source, for its bundle. One about other tools or another version stays behind, which is a warning.
 *
 * @throws RK_FINDINGS for a file that is no report
 */
export async function readReport(
  dir: string,
  manifest: PluginManifest,
  tools: ToolsFile,
): Promise<{ text?: string; findings: Finding[] }> {
  const text = await readFile(join(dir, CONTRACT_REPORT_FILE), 'utf8').catch(() => undefined);
  if (text === undefined) return { findings: [] };
  const { report, findings } = parseContractReport(text);
  refuseErrors(findings, CONTRACT_REPORT_FILE);
  if (report === undefined) return { findings };
  const why = reportMismatch(report, manifest, tools);
  if (why === undefined) return { text: writeContractReport(report), findings };
  const stale: Finding = {
    code: 'contract-report/stale',
    severity: 'warning',
    message: `${why} It is left out of the bundle.`,
    file: CONTRACT_REPORT_FILE,
    fix: 'Run `rolekit test --record` again.',
  };
  return { findings: [...findings, stale] };
}
