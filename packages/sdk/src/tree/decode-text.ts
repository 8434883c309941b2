import { readFile } from 'node:fs/promises';
import type { Finding } from '../finding.ts';

/** Bytes as text, or the finding that they are none. */
export function decodeText(bytes: Uint8Array, file: string): { text: string } | { finding: Finding } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    const fix = 'Save it as UTF-8.';
    return { finding: { code: 'file/encoding', severity: 'error', message: 'The file is not UTF-8 text.', file, fix } };
  }
}

/** Reads a text file for which findings say `file`. */
export async function readText(path: string, file: string): Promise<{ text: string } | { finding: Finding }> {
  return decodeText(await readFile(path), file);
}
