import { findNodeAtLocation, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { z } from 'zod';
import { type Finding, hasErrors } from '../finding.ts';
import { isTooDeep, jsonKeyProblems, keyFinding, tooDeepFinding } from './json-keys.ts';
import { scanStructure } from './json-structure.ts';
import { Places } from './line-columns.ts';
import { type Problem, problemsOf } from './schema-issues.ts';

/** A value takes hundreds of bytes while it is read and checked, of a text that may have two. */
const MAX_VALUES = 100_000;
/** What is wrong a hundred times is as wrong the thousandth time, and each costs a place to find. */
const MAX_ISSUES = 200;
/** Of a longer text only the first error is said: there may be as many as it has characters. */
const LISTED_ERRORS_TEXT = 256 * 1024;

type Path = readonly (string | number)[];

/** What JSON errors mean to a person. */
const SYNTAX: Record<string, string> = {
  InvalidSymbol: 'is not JSON',
  InvalidNumberFormat: 'is not a number',
  PropertyNameExpected: 'a property name in double quotes is expected',
  ValueExpected: 'a value is expected',
  ColonExpected: 'a colon is expected',
  CommaExpected: 'a comma is expected',
  CloseBraceExpected: 'a closing brace is missing',
  CloseBracketExpected: 'a closing bracket is missing',
  EndOfFileExpected: 'something follows the end',
  InvalidCommentToken: 'JSON has no comments',
  UnexpectedEndOfString: 'a closing quote is missing',
};

/** `value` is there exactly when none of the findings is an error. */
export interface ReadJson<T> {
  value?: T;
  findings: Finding[];
  place(path: Path, atKey?: boolean): { line: number; column: number };
}

/**
 * Reads JSON against a schema; every syntax error, duplicate key and violation is a finding with its place.
 *
 * @param area First half of the findings' codes.
 */
export function readJson<T>(text: string, file: string, area: string, schema: z.ZodType<T>): ReadJson<T> {
  const parsed = parseJson(text, file, area);
  if ('findings' in parsed) return { findings: parsed.findings, place: () => ({ line: 1, column: 1 }) };
  const { tree, places } = parsed;
  const place = (path: Path, atKey = false) => places.at(offsetOf(tree, path, atKey));
  const findings = jsonKeyProblems(text)
    .slice(0, MAX_ISSUES)
    .map((problem) => keyFinding(problem, file, area, places));
  const raw: unknown = JSON.parse(text);
  const result = schema.safeParse(raw);
  const issues = result.success ? [] : result.error.issues;
  const problems = problemsOf({ issues: issues.slice(0, MAX_ISSUES) }, schema, raw, area);
  findings.push(...problems.map((problem) => toFinding(problem, file, place)));
  if (issues.length > MAX_ISSUES) {
    const message = `The file has ${issues.length - MAX_ISSUES} more problems.`;
    findings.push({ code: `${area}/syntax`, severity: 'error', message, file, line: 1, column: 1 });
  }
  // No schema here transforms, and a warning must not keep the value back.
  return hasErrors(findings) ? { findings, place } : { value: raw as T, findings, place };
}

/** What a schema says about the shape of a value, not about what is in it. */
const SHAPE_ISSUES = new Set<z.core.$ZodIssue['code']>(['invalid_type', 'invalid_value']);

/** Reads JSON for its shape alone: unknown keys and the schema's rules about texts are passed over. */
export function readShape<T>(
  text: string,
  file: string,
  area: string,
  schema: z.ZodType<T>,
): { value: T } | { findings: Finding[] } {
  const parsed = parseJson(text, file, area);
  if ('findings' in parsed) return parsed;
  const { tree, places } = parsed;
  const raw: unknown = JSON.parse(text);
  const { error } = schema.safeParse(raw);
  if (error === undefined) return { value: raw as T };
  const issues = error.issues.filter(({ code }) => SHAPE_ISSUES.has(code)).slice(0, MAX_ISSUES);
  if (issues.length === 0) return { value: raw as T };
  const place = (path: Path, atKey: boolean) => places.at(offsetOf(tree, path, atKey));
  const problems = problemsOf({ issues }, schema, raw, area);
  return { findings: problems.map((problem) => toFinding(problem, file, place)) };
}

function parseJson(text: string, file: string, area: string): { tree: Node; places: Places } | { findings: Finding[] } {
  if (isTooDeep(text)) return { findings: [tooDeepFinding(file, area)] };
  const message = tooMuch(text) ?? (text.length > LISTED_ERRORS_TEXT ? brokenAt(text) : undefined);
  if (message !== undefined)
    return { findings: [{ code: `${area}/syntax`, severity: 'error', message, file, line: 1, column: 1 }] };
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { disallowComments: true });
  const places = new Places(text);
  if (tree !== undefined && errors.length === 0) return { tree, places };
  return { findings: syntaxFindings(text, file, area, errors.slice(0, MAX_ISSUES), places) };
}

/** Where a path into a JSON text is; the start for what is not there. */
export function placeInJson(text: string, path: Path): { line: number; column: number } {
  const tree = parseTree(text);
  return new Places(text).at(tree === undefined ? 0 : offsetOf(tree, path, false));
}

function toFinding(
  problem: Problem,
  file: string,
  place: (path: Path, atKey: boolean) => { line: number; column: number },
): Finding {
  const { path, atKey, ...rest } = problem;
  return { ...rest, file, ...place(path, atKey) };
}

function syntaxFindings(
  text: string,
  file: string,
  area: string,
  errors: readonly ParseError[],
  places: Places,
): Finding[] {
  if (text.trim() === '') {
    return [{ code: `${area}/syntax`, severity: 'error', message: 'The file is empty.', file, line: 1, column: 1 }];
  }
  // The parser goes on after an error and then stumbles over the same spot: one finding a spot.
  const spots = new Map(errors.toReversed().map((error) => [error.offset, error]));
  return [...spots.values()].toReversed().map(({ error, offset }) => {
    const what = SYNTAX[printParseErrorCode(error)] ?? 'is not JSON';
    const message = `Broken JSON: ${what}.`;
    return {
      code: `${area}/syntax`,
      severity: 'error',
      message,
      file,
      ...places.at(offset),
      fix: 'Correct the JSON here.',
    };
  });
}

function offsetOf(tree: Node, path: Path, atKey: boolean): number {
  for (let length = path.length; length >= 0; length--) {
    const node = findNodeAtLocation(tree, path.slice(0, length));
    if (node === undefined) continue;
    const isWhole = length === path.length;
    return (atKey && isWhole && node.parent?.type === 'property' ? node.parent : node).offset;
  }
  return 0;
}

function tooMuch(text: string): string | undefined {
  let values = 1;
  const isOver = scanStructure(text, (character) => {
    if (character !== '}' && character !== ']') values++;
    return values > MAX_VALUES;
  });
  return isOver ? `The file holds more than ${MAX_VALUES} values.` : undefined;
}

function brokenAt(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return `The file is not JSON: ${error instanceof Error ? error.message.slice(0, 100) : 'it cannot be read'}.`;
  }
}
