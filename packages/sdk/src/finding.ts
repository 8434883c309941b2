/** One problem in a file: what, where and how to fix it. Findings are reported all at once, never thrown one by one. */
export interface Finding {
  /** Stable, `area/rule`: `manifest/unknown-key`. */
  code: string;
  severity: 'error' | 'warning' | 'note';
  message: string;
  /** Path relative to the plugin, with `/`. */
  file: string;
  /** 1-based. */
  line?: number;
  /** 1-based. */
  column?: number;
  fix?: string;
}

/** True when one of the findings stops validation, a build or publishing. */
export function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some((finding) => finding.severity === 'error');
}

/** `plugin.json:12:5` */
export function placeOf(finding: Finding): string {
  return [finding.file, finding.line, finding.column].filter((part) => part !== undefined).join(':');
}
