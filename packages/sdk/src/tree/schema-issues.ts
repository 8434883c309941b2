import type { z } from 'zod';
import type { Finding } from '../finding.ts';
import { placeOf, valueAt } from '../json-value.ts';
import { nearest } from '../suggest.ts';
import { definitionOf } from './zod-internals.ts';

/** A finding without a file: where it is, as a path into the value. */
export interface Problem extends Pick<Finding, 'code' | 'severity' | 'message' | 'fix'> {
  path: (string | number)[];
  /** Point at the key rather than at its value. */
  atKey: boolean;
}

/** Keys that belong elsewhere, with the place. */
const ELSEWHERE: Record<string, string> = {
  interface: 'extensions["dev.rolekit"].interface',
  policy: 'extensions["dev.rolekit"].policy',
  connectors: 'extensions["dev.rolekit"].connectors',
  namespace: 'extensions["dev.rolekit"].namespace',
  role: 'extensions["dev.rolekit"].role',
  extends: 'extensions["dev.rolekit"].extends',
};

/** Says a schema's issues in the words of a manifest's author. */
export function problemsOf(
  error: Pick<z.ZodError, 'issues'>,
  schema: z.ZodType,
  value: unknown,
  area: string,
): Problem[] {
  const wrong = new Set(
    error.issues.map(({ path }) => nameOf(path.map((part) => (typeof part === 'number' ? part : String(part))))),
  );
  return error.issues.flatMap((issue) => {
    const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => unknownKey({ schema, value, area, wrong }, path, key));
    return [problemOf(issue, path, value, area)];
  });
}

function problemOf(issue: z.core.$ZodIssue, path: (string | number)[], value: unknown, area: string): Problem {
  const at = { severity: 'error' as const, path, atKey: false };
  const found = valueAt(value, path);
  if (issue.code === 'custom') {
    const { rule = 'value', fix, severity = 'error' } = (issue.params ?? {}) as Partial<RuleParams>;
    const code = rule.includes('/') ? rule : `${area}/${rule}`;
    return { ...at, severity, code, message: issue.message, ...(fix === undefined ? {} : { fix }) };
  }
  if (issue.code === 'invalid_type' && found === undefined) {
    return {
      ...at,
      code: `${area}/missing`,
      message: `${nameOf(path)} is missing.`,
      fix: `Add ${nameOf(path)}, ${an(issue.expected)}.`,
    };
  }
  if (issue.code === 'invalid_value') {
    const allowed = issue.values.map((item) => JSON.stringify(item));
    const meant = typeof found === 'string' ? nearest(found, issue.values.map(String)) : undefined;
    const fix = meant === undefined ? `Write ${allowed.join(' or ')}.` : `Did you mean ${JSON.stringify(meant)}?`;
    const message = `${nameOf(path)} is ${found === undefined ? 'missing' : `not ${allowed.join(' or ')}`}.`;
    return { ...at, code: `${area}/${found === undefined ? 'missing' : 'value'}`, message, fix };
  }
  if (issue.code === 'invalid_type') {
    const message = `${nameOf(path)} must be ${an(issue.expected)}, not ${an(typeOf(found))}.`;
    return { ...at, code: `${area}/type`, message, fix: `Write ${an(issue.expected)}.` };
  }
  return { ...at, code: `${area}/value`, message: `${nameOf(path)}: ${issue.message}.` };
}

function unknownKey(
  { schema, value, area, wrong }: { schema: z.ZodType; value: unknown; area: string; wrong: ReadonlySet<string> },
  path: (string | number)[],
  key: string,
): Problem {
  const allowed = keysAt(schema, path);
  // what is there already, and right, cannot be what is meant
  const present = Object.keys((valueAt(value, path) ?? {}) as object);
  const isRight = (item: string) => present.includes(item) && !wrong.has(nameOf([...path, item]));
  const meant = nearest(
    key,
    allowed.filter((item) => !isRight(item)),
  );
  const where = path.length === 0 ? '' : ` in ${nameOf(path)}`;
  const elsewhere = path.length === 0 && area === 'manifest' ? ELSEWHERE[key] : undefined;
  const fix =
    elsewhere !== undefined
      ? `Move it to ${elsewhere}.`
      : meant !== undefined
        ? `Did you mean "${meant}"?`
        : `Remove it; known are ${allowed.join(', ')}.`;
  return {
    code: `${area}/unknown-key`,
    severity: 'error',
    message: `Unknown key "${key}"${where}.`,
    fix,
    path: [...path, key],
    atKey: true,
  };
}

/** `extensions["dev.rolekit"].connectors.crm` */
export function nameOf(path: readonly (string | number)[]): string {
  return placeOf(path) || 'The file';
}

/** What a custom rule carries beside its message. */
export interface RuleParams {
  /** With an area of its own, `text/hidden-character`, or without, `name`. */
  rule: string;
  fix?: string;
  severity?: Finding['severity'];
}

function keysAt(schema: z.core.$ZodType, path: readonly (string | number)[]): string[] {
  const at = path.reduce<z.core.$ZodType | undefined>((current, part) => current && childOf(current, part), schema);
  return Object.keys((at && definitionOf(at).shape) ?? {});
}

function childOf(schema: z.core.$ZodType, part: string | number): z.core.$ZodType | undefined {
  const { shape, valueType, element, catchall } = definitionOf(schema);
  return shape?.[part] ?? valueType ?? element ?? catchall;
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function an(type: string): string {
  if (type === 'null') return 'null';
  const name = type === 'record' ? 'object' : type;
  return /^[aeiou]/.test(name) ? `an ${name}` : `a ${name}`;
}
