import { type Document, isMap, isNode, isPair, isScalar, LineCounter } from 'yaml';
import type { Finding } from '../finding.ts';
import { lengthOf } from './hidden-characters.ts';
import { hasAlias, yamlDocument, yamlFix } from './yaml-document.ts';

type Path = readonly (string | number)[];

export interface YamlLimits {
  characters: number;
  /** Levels of maps and lists. */
  depth: number;
}

/** `value` is there exactly when the text is YAML within the limits. */
export interface ReadYaml {
  value?: unknown;
  findings: Finding[];
  /** Where a value is, or the nearest part above it; `atKey` points at its key. */
  place(path: Path, atKey?: boolean): { line: number; column: number };
}

/**
 * Reads a YAML file that a person writes: plain maps, lists, texts and numbers.
 *
 * @param area First half of the findings' codes.
 */
export function readYaml(text: string, file: string, area: string, limits: YamlLimits): ReadYaml {
  const start = () => ({ line: 1, column: 1 });
  const refused = (rule: string, message: string, fix: string): ReadYaml => ({
    findings: [{ code: `${area}/${rule}`, severity: 'error', message, file, ...start(), fix }],
    place: start,
  });
  if (lengthOf(text) > limits.characters)
    return refused('too-large', `The file has more than ${limits.characters} characters.`, 'Shorten it.');
  const lines = new LineCounter();
  const document = yamlDocument(text, lines);
  if (document === undefined || isDeeper(document.contents, limits.depth))
    return refused('syntax', `The file nests deeper than ${limits.depth} levels.`, 'Nest it less deep.');
  const place = (path: Path, atKey = false) => placeIn(document, lines, path, atKey);
  // The errors after the first one follow from it.
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) {
    const { line, col } = lines.linePos(problem.pos[0]);
    const message = `Broken YAML: ${problem.message.replace(/\.$/, '')}.`;
    const at = { file, line: Math.max(1, line), column: Math.max(1, col) };
    return {
      findings: [
        {
          code: `${area}/${problem.code === 'DUPLICATE_KEY' ? 'duplicate-key' : 'syntax'}`,
          severity: 'error',
          message,
          ...at,
          fix: yamlFix(problem.code),
        },
      ],
      place,
    };
  }
  if (hasAlias(document)) return refused('syntax', 'The file has YAML anchors or aliases.', 'Write the values out.');
  return { value: document.toJS() ?? {}, findings: [], place };
}

function isDeeper(node: unknown, depth: number): boolean {
  if (isPair(node)) return isDeeper(node.value, depth);
  if (typeof node !== 'object' || node === null || !('items' in node) || !Array.isArray(node.items)) return false;
  return depth === 0 || node.items.some((item) => isDeeper(item, depth - 1));
}

function placeIn(document: Document, lines: LineCounter, path: Path, atKey: boolean): { line: number; column: number } {
  for (let length = path.length; length >= 0; length--) {
    const offset = offsetAt(document, path.slice(0, length), atKey && length === path.length);
    if (offset === undefined) continue;
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }
  return { line: 1, column: 1 };
}

function offsetAt(document: Document, path: Path, atKey: boolean): number | undefined {
  if (atKey) {
    const map = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
    const pair = isMap(map) ? map.items.find(({ key }) => isScalar(key) && key.value === path.at(-1)) : undefined;
    if (isNode(pair?.key)) return pair.key.range?.[0];
  }
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  return isNode(node) ? node.range?.[0] : undefined;
}
