import type { Finding } from '../finding.ts';

/** A finding about a built bundle. */
export function bundleError(rule: string, file: string, message: string, fix: string): Finding {
  return { code: `bundle/${rule}`, severity: 'error', message, file, fix };
}
