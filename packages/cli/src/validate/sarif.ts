import { posix } from 'node:path';
import type { Finding } from '@rolekit/sdk';
import { version } from '../version.ts';

/** Findings as a SARIF 2.1.0 log, which code hosts show beside the lines. */
export function sarifOf(findings: readonly Finding[], folder: string): Record<string, unknown> {
  const rules = [...new Set(findings.map((finding) => finding.code))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'rolekit', version: version(), rules: rules.map((id) => ({ id })) } },
        results: findings.map((finding) => ({
          ruleId: finding.code,
          level: finding.severity,
          message: { text: [finding.message, finding.fix].filter(Boolean).join(' ') },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: encodeURI(posix.join(folder, finding.file)) },
                ...regionOf(finding),
              },
            },
          ],
        })),
      },
    ],
  };
}

function regionOf({ line, column }: Finding): Record<string, unknown> {
  if (line === undefined) return {};
  return { region: { startLine: line, ...(column === undefined ? {} : { startColumn: column }) } };
}
