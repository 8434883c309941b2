import { type Finding, hasErrors } from '../finding.ts';
import { isObject } from '../json-value.ts';
import { nearest } from '../suggest.ts';
import { type Definitions, definitionsOf, findingsOf, readWordsYaml, WORDS_FILE, wordsOf } from './parse.ts';
import type { Broken } from './rules.ts';
import type { Stage, Words } from './types.ts';

/** `words` is there exactly when none of the findings is an error. */
export interface ParsedClientWords {
  /** The words in effect: those of the base with the client's values. */
  words?: Words;
  /** What the client set, added or removed: `thresholds.silentDays`. */
  changed: string[];
  findings: Finding[];
}

type Path = readonly string[];
type Report = (path: Path, broken: Broken, atKey?: boolean) => void;
type Merge = (
  at: Path,
  base: Record<string, unknown>,
  client: Record<string, unknown>,
  report: Report,
) => Record<string, unknown>;

const MERGES: Readonly<Record<string, Merge>> = {
  glossary: (at, base, client, report) => mergeEntries(at, base, client, report, (entry) => entry),
  stages: mergeStages,
  fiscalYear: (_, base, client) => ({ ...base, ...client }),
  currencies: (_, base, client) => ({ ...base, ...client }),
  thresholds: mergeValues,
  targets: mergeValues,
  style: mergeValues,
};

/**
 * Reads the `words.yaml` of a plugin that has a base. It gives values to the base's words, and defines words of its own as a
 * base does.
 *
 * @param base The words in effect of the base.
 * @param file Name for the findings.
 */
export function parseClientWords(text: string, base: Words, file = WORDS_FILE): ParsedClientWords {
  const { value, findings, place } = readWordsYaml(text, file);
  if (value === undefined) return { changed: [], findings };
  if (!isObject(value)) return { changed: [], findings: findingsOf(value, file, place) };
  const problems: Finding[] = [];
  const report: Report = (path, { rule, message, fix }, atKey = false) => {
    problems.push({ code: `words/${rule}`, severity: 'error', message, file, ...place(path, atKey), fix });
  };
  const definitions: Record<string, unknown> = { ...definitionsOf(base) };
  for (const [group, client] of Object.entries(value)) {
    const merge = Object.hasOwn(MERGES, group) ? MERGES[group] : undefined;
    const before = definitions[group];
    const isMerged = merge !== undefined && isObject(before) && isObject(client);
    definitions[group] = isMerged ? merge([group], before, client, report) : client;
  }
  // The base is right, so what is wrong now is in the client's file.
  const all = [...problems, ...findingsOf(definitions, file, place)].toSorted(
    (a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
  );
  if (hasErrors(all)) return { changed: [], findings: all };
  return { words: wordsOf(definitions as Definitions), changed: changedIn(value), findings: all };
}

function changedIn(client: Record<string, unknown>): string[] {
  return Object.entries(client).flatMap(([group, words]) =>
    isObject(words) ? Object.keys(words).map((name) => `${group}.${name}`) : [],
  );
}

/** Entries with keys of their own, of which a client writes those that differ; `false` removes one. */
function mergeEntries(
  at: Path,
  base: Record<string, unknown>,
  client: Record<string, unknown>,
  report: Report,
  read: (entry: unknown) => unknown,
): Record<string, unknown> {
  const merged = { ...base };
  for (const [name, entry] of Object.entries(client)) {
    const before = Object.hasOwn(base, name) ? base[name] : undefined;
    const given = read(entry);
    if (given === false) {
      if (before === undefined) unknownWord([...at, name], base, report);
      delete merged[name];
    } else if (before === undefined && !isObject(given)) unknownWord([...at, name], base, report);
    else merged[name] = isObject(before) && isObject(given) ? { ...before, ...given } : given;
  }
  return merged;
}

/** A text is a stage's label. A stage of the client's own says behind which it stands, or is the last that is open. */
function mergeStages(
  at: Path,
  base: Record<string, unknown>,
  client: Record<string, unknown>,
  report: Report,
): Record<string, unknown> {
  const merged = mergeEntries(at, base, client, report, (entry) => {
    if (typeof entry === 'string') return { label: entry };
    if (!isObject(entry)) return entry;
    const { after: _, ...stage } = entry;
    return stage;
  });
  let order = Object.keys(merged).filter((id) => Object.hasOwn(base, id));
  for (const id of Object.keys(merged)) {
    const entry = client[id];
    const after = isObject(entry) ? entry.after : undefined;
    if (Object.hasOwn(base, id) && after === undefined) continue;
    order = order.filter((other) => other !== id);
    const firstClosed = order.findIndex((other) => (merged[other] as Partial<Stage>).category !== 'open');
    const last = firstClosed === -1 ? order.length : firstClosed;
    const position = after === undefined ? last : order.indexOf(String(after)) + 1;
    if (after !== undefined && position === 0) {
      const meant = nearest(String(after), order);
      const fix = meant === undefined ? `Name one of ${order.join(', ')}.` : `Did you mean "${meant}"?`;
      const message = `There is no stage "${String(after)}" to stand behind.`;
      report([...at, id, 'after'], { rule: 'missing-stage', message, fix });
    }
    order.splice(position === 0 && after !== undefined ? last : position, 0, id);
  }
  return Object.fromEntries(order.map((id) => [id, merged[id]]));
}

/** Words that the base defines, of which a client gives the value alone. */
function mergeValues(
  at: Path,
  base: Record<string, unknown>,
  client: Record<string, unknown>,
  report: Report,
): Record<string, unknown> {
  const merged = { ...base };
  for (const [name, value] of Object.entries(client)) {
    const before = Object.hasOwn(base, name) ? base[name] : undefined;
    const path = [...at, name];
    if (!isObject(before)) {
      if (isObject(value)) merged[name] = value;
      else unknownWord(path, base, report);
    } else if (isObject(value)) {
      const message = `${path.join('.')} is defined by the base: only its value is yours.`;
      const fix = `Write the value alone: "${name}: ${shown(before.value)}".`;
      report(path, { rule: 'definition', message, fix }, true);
    } else if (kindOf(value) !== kindOf(before.value)) {
      const message = `${path.join('.')} must be ${kindOf(before.value)}, not ${kindOf(value)}.`;
      report(path, { rule: 'type', message, fix: `Write ${kindOf(before.value)}, such as ${shown(before.value)}.` });
    } else merged[name] = { ...before, value };
  }
  return merged;
}

function unknownWord(path: Path, base: Record<string, unknown>, report: Report): void {
  const [group = '', name = ''] = path;
  const meant = nearest(name, Object.keys(base));
  const own = 'give it all keys of a definition';
  const fix =
    meant === undefined ? `Remove it, or ${own}.` : `Did you mean "${meant}"? For a word of your own, ${own}.`;
  report(path, { rule: 'unknown-key', message: `The base has no word "${name}" in ${group}.`, fix }, true);
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list of texts';
  return typeof value === 'number' ? 'a number' : typeof value === 'string' ? 'a text' : 'something else';
}

function shown(value: unknown): string {
  return Array.isArray(value) ? `[${value.join(', ')}]` : String(value);
}
