import { errors } from '../errors.ts';
import { call, castTo, isText, literalOf, number } from './build-nodes.ts';
import { partOf } from './date-parts.ts';
import type { DialectContext } from './dialect.ts';
import { isNode, type Node } from './syntax-tree.ts';

/** A text where a time is expected is a TIMESTAMP_NTZ. */
export const time = (node: Node): Node => (isText(node) ? call('SF_NTZ', [node]) : node);

/** A time, a date or a text of one, as a time: what is one already is not read again. */
export function moment(node: unknown): unknown {
  const called = isNode(node) && isNode(node.function) ? String(node.function.name) : '';
  return /^SF_(?:DATE|NTZ|LTZ|TRUNC_\w+)$/.test(called) ? node : call('SF_NTZ', [node]);
}

/** A TIME, as far as its form tells. */
function isClock(node: Node): boolean {
  const cast = isNode(node.cast) ? node.cast : undefined;
  if (cast) return String((cast.to as Node).data_type ?? '').toUpperCase() === 'TIME';
  return isNode(node.function) && /^(?:TIME_FROM_PARTS|TIMEFROMPARTS|TO_TIME)$/i.test(String(node.function.name));
}

/** A TIME has no days. */
function clockPart(part: string): string {
  if (!/^(?:hour|minute|second|millisecond|microsecond)$/.test(part)) throw errors.notAPart(part);
  return part;
}

/** The name of a part of a date, as a word or as a text. */
export function wordOf(node: Node | undefined): string {
  const word = node && isNode(node.var) ? node.var.this : undefined;
  const column = node && isNode(node.column) ? (node.column.name as Node).name : undefined;
  return String(word ?? column ?? literalOf(node) ?? '');
}

export function truncated(part: string, value: Node, { weekStart }: DialectContext): Node {
  if (isClock(value)) return call(`SF_CLOCK_TRUNC_${clockPart(part).toUpperCase()}`, [value]);
  if (part === 'week') return call('SF_TRUNC_WEEK_FROM', [time(value), number(weekStart)]);
  if (part === 'weekiso') return call('SF_TRUNC_WEEK', [time(value)]);
  if (!/^(?:year|quarter|month|day|hour|minute|second|millisecond|microsecond)$/.test(part))
    throw errors.notAPart(part);
  return call(`SF_TRUNC_${part.toUpperCase()}`, [time(value)]);
}

export function added(part: string, amount: unknown, value: Node): Node {
  if (isClock(value)) clockPart(part);
  if (!/^(?:year|quarter|month|week|day|hour|minute|second|millisecond|microsecond)$/.test(part))
    throw errors.notAPart(part);
  return call(`SF_ADD_${part.toUpperCase()}`, [amount, time(value)]);
}

export function difference(word: string, start: unknown, end: unknown, { weekStart }: DialectContext): Node {
  const part = partOf(word);
  if (/iso|^dayof|^yearof|^epoch/.test(part)) throw errors.notAPart(word);
  const ends = [moment(start), moment(end)];
  return call(`SF_DIFF_${part.toUpperCase()}`, [...ends, ...(part === 'week' ? [number(weekStart)] : [])]);
}

export function partNumber(part: string, value: Node, context: DialectContext): Node {
  if (part === 'dayofweek') return call('SF_DAYOFWEEK', [time(value), number(context.weekStart)]);
  if (part === 'week' || part === 'yearofweek')
    return call(`SF_${part.toUpperCase()}`, [time(value), number(context.weekStart), number(context.weekOfYearPolicy)]);
  const duck = DUCK_PARTS[part] ?? part;
  return castTo(call(duck, [time(value)]), 'BIGINT');
}

const DUCK_PARTS: Readonly<Record<string, string>> = {
  dayofweekiso: 'ISODOW',
  dayofyear: 'DAYOFYEAR',
  weekiso: 'WEEK',
  yearofweekiso: 'ISOYEAR',
  epoch_second: 'EPOCH',
  epoch_millisecond: 'EPOCH_MS',
  epoch_microsecond: 'EPOCH_US',
};
