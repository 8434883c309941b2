import type { Json, SpecNode } from '../description/spec-node.ts';
import type { Shape } from './shape.ts';
import type { Walk } from './walk.ts';

const MAX_REPEATS = 2;
export const LONG = /^u?int64$|^long$/;

/** Of 64 bits: a text of digits is taken as well, and sent as the number that it writes. */
export function longInteger(schema: Json): Shape {
  const limits = bounded(...limitsOf(schema, 1));
  // bounds that a number holds are checked on numbers only
  const isLong = LONG.test(String(schema.format)) && limits.max === undefined;
  return { kind: 'integer', ...limits, ...(isLong ? { long: true } : {}) };
}

/** Of an answer: its digits may be more than a number holds. */
export function longNumber({ format }: Json): Shape {
  return format === 'int32' ? { kind: 'number' } : { kind: 'number', long: true };
}

export function formatOf({ format, contentMediaType, contentEncoding }: Json): { format?: string } {
  if (typeof format === 'string') return { format };
  const isBinary = typeof contentMediaType === 'string' && contentEncoding === undefined;
  return isBinary && !/^text\/|json/.test(contentMediaType) ? { format: 'binary' } : {};
}

/** Exclusive limits are flags in OpenAPI 3.0 and numbers in 3.1. @param step to the nearest number inside */
export function limitsOf(
  { minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Json,
  step: number,
): [unknown, unknown] {
  const limit = (plain: unknown, exclusive: unknown, by: number) => {
    if (typeof exclusive === 'number') return exclusive + by;
    return exclusive === true && typeof plain === 'number' ? plain + by : plain;
  };
  return [limit(minimum, exclusiveMinimum, step), limit(maximum, exclusiveMaximum, -step)];
}

export function bounded(min: unknown, max: unknown): { min?: number; max?: number } {
  const low = typeof min === 'number' && Number.isFinite(min) ? min : undefined;
  const high = typeof max === 'number' && Number.isFinite(max) ? max : undefined;
  if (low !== undefined && high !== undefined && low > high) return {};
  const safe = (value: number | undefined) => value !== undefined && Math.abs(value) <= Number.MAX_SAFE_INTEGER;
  return { ...(safe(low) ? { min: low as number } : {}), ...(safe(high) ? { max: high as number } : {}) };
}

export function patternOf(node: SpecNode, { pattern }: Json, { spec }: Walk): { pattern?: string } {
  if (pattern === undefined) return {};
  if (isPlainPattern(pattern)) return { pattern };
  const why = 'Its pattern is not checked here: it may mean something else, or take for ever. The API checks it.';
  spec.findings.note('openapi/pattern', spec.at(node, 'pattern'), why);
  return {};
}

/** Groups can be made to take for ever, and mean other things elsewhere. */
function isPlainPattern(pattern: unknown): pattern is string {
  if (typeof pattern !== 'string' || pattern.length > 80 || !/^[\w^$[\]\\{}+*?.,:@ /-]+$/.test(pattern)) return false;
  // each may try every length against every other
  if ((pattern.match(/[*+]|\{\d+,\}/g) ?? []).length > MAX_REPEATS) return false;
  try {
    return new RegExp(pattern) instanceof RegExp && !/\\[bBpPuxckdDsSwW]?[bBpPuxck1-9]/.test(pattern);
  } catch {
    return false;
  }
}
