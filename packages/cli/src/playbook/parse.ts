import type { Finding } from '@rolekit/sdk';
import { exactYamlNumber, placeOf, valueAt } from '@rolekit/sdk/internal';
import { nearest } from '@rolekit/sdk/internal/texts';
import { type Document, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { checkExpressions } from './check-expressions.ts';
import { Places } from './places.ts';
import { PLAYBOOK, type Place, type Playbook } from './types.ts';

const MAX_CHARACTERS = 256 * 1024;

/** `playbook` is there exactly when none of the findings is an error. */
export interface ParsedPlaybook {
  playbook?: Playbook;
  findings: Finding[];
}

/**
 * Reads one playbook and reports every problem with its place.
 *
 * @param file path relative to the plugin, for findings
 */
export function parsePlaybook(text: string, file: string): ParsedPlaybook {
  const finding = (code: string, message: string, place: Place, fix?: string): Finding => ({
    code: `playbook/${code}`,
    severity: 'error',
    message,
    file,
    ...place,
    ...(fix === undefined ? {} : { fix }),
  });
  if (text.length > MAX_CHARACTERS) {
    return {
      findings: [
        finding(
          'too-large',
          `A playbook has at most ${MAX_CHARACTERS} characters.`,
          { line: 1, column: 1 },
          'Split it.',
        ),
      ],
    };
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, intAsBigInt: true });
  const places = new Places(document, lines);
  // the errors after the first one follow from it
  const [error] = document.errors;
  if (error) {
    return {
      findings: [
        finding('yaml', `Not valid YAML: ${error.message}.`, places.at(error.pos[0]), yamlFix(text, error.pos[0])),
      ],
    };
  }
  const root = plainValue(document);
  if (root === undefined) {
    return {
      findings: [
        finding('yaml', 'Its aliases expand to too much text.', { line: 1, column: 1 }, 'Write the values out.'),
      ],
    };
  }
  const parsed = PLAYBOOK.safeParse(root);
  if (!parsed.success) {
    return { findings: inOrder(parsed.error.issues.flatMap((issue) => issueFindings(issue, root, places, finding))) };
  }
  const playbook: Playbook = { ...parsed.data, file, placeOf: (path, offset) => places.value(path, offset) };
  const findings = checkExpressions(parsed.data, places, file);
  if ((playbook.skill === undefined) === (playbook.connector === undefined)) {
    const isBoth = playbook.skill !== undefined;
    findings.unshift(
      finding(
        'subject',
        'A playbook names either a skill or a connector.',
        { line: 1, column: 1 },
        isBoth
          ? 'Remove `skill` or `connector`.'
          : 'Add `skill: <name>` or, for a connector’s own, `connector: <name>`.',
      ),
    );
  }
  if (playbook.steps.length === 0 && Object.keys(playbook.pasted).length === 0)
    findings.push(finding('missing', '`steps` is missing.', places.value(['steps']), 'Add it.'));
  return findings.length > 0 ? { findings } : { playbook, findings };
}

/** The document as plain values; undefined for one whose aliases would fill the memory. */
function plainValue(document: Document): unknown {
  try {
    return document.toJS({ reviver: exactYamlNumber }) ?? null;
  } catch (error) {
    if (error instanceof ReferenceError) return undefined;
    throw error;
  }
}

function inOrder(findings: Finding[]): Finding[] {
  return findings.sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
}

function issueFindings(
  issue: z.core.$ZodIssue,
  root: unknown,
  places: Places,
  finding: (code: string, message: string, place: Place, fix?: string) => Finding,
): Finding[] {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  const name = path.length === 0 ? 'The playbook' : `\`${placeOf(path)}\``;
  if (issue.code === 'unrecognized_keys') {
    const allowed = keysAt(path);
    return issue.keys.map((key) => {
      // what is there already cannot be what is meant
      const present = Object.keys((valueAt(root, path) ?? {}) as object);
      const meant = nearest(
        key,
        allowed.filter((key) => !present.includes(key)),
      );
      return finding(
        'unknown-key',
        `${name} has no \`${key}\`.`,
        places.key(path, key),
        meant ? `Did you mean \`${meant}\`?` : `Use one of ${allowed.join(', ')}, or remove it.`,
      );
    });
  }
  if (valueAt(root, path) === undefined)
    return [finding('missing', `${name} is missing.`, places.value(path), 'Add it.')];
  if (issue.code === 'invalid_value') {
    return [
      finding(
        'value',
        `${name} is not an allowed value.`,
        places.value(path),
        `Use one of ${issue.values.map(String).join(', ')}.`,
      ),
    ];
  }
  if (issue.code === 'invalid_key') {
    const key = String(path.at(-1));
    return [
      finding(
        'name',
        `\`${key}\` is not a valid name.`,
        places.key(path.slice(0, -1), key),
        'Use letters, digits and `_`, starting with a letter.',
      ),
    ];
  }
  if (issue.code === 'invalid_type') {
    if (path.length === 0)
      return [finding('type', `${name} must be a value of type ${issue.expected}.`, places.value(path))];
    const fix = issue.expected === 'string' ? 'Write a text, in quotes.' : `Write a value of type ${issue.expected}.`;
    return [finding('type', `${name} must be a value of type ${issue.expected}.`, places.value(path), fix)];
  }
  return [finding('type', `${name}: ${issue.message}.`, places.value(path))];
}

function keysAt(path: readonly (string | number)[]): string[] {
  if (path.length === 0) return Object.keys(PLAYBOOK.shape);
  const step = PLAYBOOK.shape.steps.unwrap().element.shape;
  if (path[0] === 'facts') return Object.keys(PLAYBOOK.shape.facts.unwrap().element.shape);
  return path.includes('expect') ? Object.keys(step.expect.unwrap().element.shape) : Object.keys(step);
}

/** A path such as `items[0].Id` is a list to YAML when it stands bare inside `{ }`. */
function yamlFix(text: string, at: number): string {
  const line = text.slice(
    text.lastIndexOf('\n', at - 1) + 1,
    text.indexOf('\n', at) === -1 ? undefined : text.indexOf('\n', at),
  );
  return /\{[^}]*\[/.test(line)
    ? "Inside `{ }`, put texts with `[`, `{` or `,` in quotes: `{ path: 'items[0].Id' }`."
    : 'Fix the YAML here.';
}
