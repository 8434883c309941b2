import type { Finding } from '../finding.ts';
import { Places } from '../plugin/place.ts';
import type { BundleFile } from './types.ts';

/** Formats that are a credential and hardly anything else; a key needs its body, because code names the header. */
const FORMATS: readonly (readonly [what: string, format: RegExp])[] = [
  ['a private key', /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----(?:\\n|\s)+[A-Za-z0-9+/]{40}/],
  ['a GitHub token', /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59})\b/],
  ['an AWS access key', /\b(?:AKIA|ASIA)(?![A-Z0-9]{9}EXAMPLE)[A-Z2-7]{16}\b/],
  ['a Slack token', /\bxox[abprs]-\d{10,}-[A-Za-z0-9-]{20,}/],
  ['an npm token', /\bnpm_[A-Za-z0-9]{36}\b/],
];

/** Finds credentials in a file; the finding does not repeat them. */
export function findSecrets({ path, bytes }: BundleFile): Finding[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  return FORMATS.flatMap(([what, format]): Finding[] => {
    const match = format.exec(text);
    if (match === null) return [];
    const place = new Places(text).at(match.index);
    const fix = 'Remove it and have it revoked; credentials belong in a profile.';
    return [{ code: 'bundle/secret', severity: 'error', message: `The file has ${what}.`, file: path, ...place, fix }];
  });
}
