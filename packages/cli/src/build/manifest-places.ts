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

/** Where a value stands, or the nearest key around it that is there. */
export function nearestPlaceInManifest(
  text: string,
  path: readonly (string | number)[],
): { line?: number; column?: number } {
  const place = placeInManifest(text, path);
  return place.line !== undefined || path.length === 0 ? place : nearestPlaceInManifest(text, path.slice(0, -1));
}

/** Where something of a connector stands: in the manifest's own, or in what differs from those of the base. */
export function connectorPlace(
  text: string,
  name: string,
  rest: readonly (string | number)[] = [],
): { line?: number; column?: number } {
  const base = ['extensions', 'dev.rolekit'];
  const own = placeInManifest(text, [...base, 'connectors', name, ...rest]);
  return own.line === undefined ? nearestPlaceInManifest(text, [...base, 'extends', 'connectors', name, ...rest]) : own;
}
