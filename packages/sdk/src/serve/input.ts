import type { z } from 'zod';
import { RolekitError } from '../errors.ts';
import { didYouMean } from '../suggest.ts';

/** Parses the arguments of a call. @throws RK_INVALID_REQUEST that names each wrong field and what is allowed */
export function parseInput(schema: z.ZodObject, args: unknown): Record<string, unknown> {
  refuseBroken(args);
  const result = schema.safeParse(args ?? {});
  if (result.success) return result.data;
  const fields = Object.keys(schema.shape);
  const problems = result.error.issues.map((issue) => describeIssue(issue, args ?? {}, fields));
  throw new RolekitError('RK_INVALID_REQUEST', {
    reason: `The arguments do not fit: ${problems.join('; ')}.`,
    hint: `Allowed: ${fields.join(', ')}.`,
  });
}

/** Half a surrogate pair cannot be encoded: not in a URL, not in UTF-8, not in a digest. */
function refuseBroken(args: unknown): void {
  if (isBroken(args))
    throw new RolekitError('RK_INVALID_REQUEST', {
      reason: 'The arguments hold text that is not well-formed Unicode.',
      hint: 'Send whole characters.',
    });
}

function isBroken(value: unknown): boolean {
  if (typeof value === 'string') return /\p{Surrogate}/u.test(value);
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(isBroken);
  for (const key of Object.keys(value))
    if (isBroken(key) || isBroken((value as Record<string, unknown>)[key])) return true;
  return false;
}

function describeIssue(issue: z.core.$ZodIssue, args: unknown, fields: string[]): string {
  const path = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    const where = path ? ` in ${path}` : '';
    return issue.keys
      .map((key) =>
        [`unknown field \`${key}\`${where}`, didYouMean(key, path ? [] : fields)].filter(Boolean).join('; '),
      )
      .join('; ');
  }
  const name = path ? `\`${path}\`` : 'the arguments';
  if (issue.code === 'invalid_value')
    return `${name} must be one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
  if (issue.code === 'invalid_type' && valueAt(args, issue.path) === undefined)
    return `${name} is required (${issue.expected})`;
  return `${name}: ${lowerFirst(issue.message)}`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined),
    value,
  );
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
