import type { Finding } from '../finding.ts';
import { bundleError } from '../plugin/bundle-finding.ts';
import { decodeText } from '../tree/decode-text.ts';

const MAX_JSON_BYTES = 16 * 1024 * 1024;

/** Bytes as the text of a JSON file or a skill, or the finding that they are too many or no text. */
export function jsonTextOf(bytes: Uint8Array | undefined, file: string): { text: string } | { finding: Finding } {
  if (bytes !== undefined && bytes.length > MAX_JSON_BYTES) {
    return {
      finding: bundleError('too-large', file, `The file has more than ${MAX_JSON_BYTES} bytes.`, 'Make it smaller.'),
    };
  }
  return decodeText(bytes ?? new Uint8Array(), file);
}
