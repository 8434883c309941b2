import { LineCounter, parseDocument } from 'yaml';

/** Where a value of `plugin.json` stands: line and column of its key, or nothing when it is not there. */
export function placeInManifest(text: string, path: readonly (string | number)[]): { line?: number; column?: number } {
  const lines = new LineCounter();
  const node = parseDocument(text, { lineCounter: lines }).getIn(path, true);
  const offset = (node as { range?: [number, number, number] } | undefined)?.range?.[0];
  if (offset === undefined) return {};
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}
