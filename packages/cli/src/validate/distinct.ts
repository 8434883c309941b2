import type { Finding } from '@rolekit/sdk';

/** Findings of several readers of one source, each once; one without a line is the same as one with it. */
export function distinct(findings: readonly Finding[]): Finding[] {
  const keyOf = ({ code, file, message }: Finding, line?: number) => [code, file, line, message].join('\n');
  const placed = new Set(findings.flatMap((finding) => (finding.line === undefined ? [] : [keyOf(finding)])));
  const known = new Map(
    findings
      .filter((finding) => finding.line !== undefined || !placed.has(keyOf(finding)))
      .map((finding) => [keyOf(finding, finding.line), finding]),
  );
  return [...known.values()];
}
