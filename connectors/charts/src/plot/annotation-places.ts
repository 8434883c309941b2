import { didYouMean } from '@rolekit/sdk';
import { numberOf, timeOf } from '../cells.ts';
import { refuse } from '../chart-refusal.ts';
import type { XKind } from '../columns.ts';
import type { Annotation } from '../input.ts';
import type { X } from '../table.ts';
import { timeWords } from './time-labels.ts';
import type { XAxis } from './types.ts';

/** An event or a range with its place on the axis. */
export interface Marked {
  label: string;
  x: X;
  x2: X | undefined;
  /** From the left, 0 to 1. */
  at: number;
}

/** @throws RK_INVALID_REQUEST when it has no place there */
export function locate(annotation: Annotation, axis: XAxis, kind: XKind): Marked {
  const { label, x, xTo, y } = annotation;
  if (x === undefined || y !== undefined) {
    const hint = 'Give x for an event, x and xTo for a range, y for a threshold.';
    throw refuse(`The annotation "${label}" needs either x or y.`, hint);
  }
  const find = (place: X) => (kind === 'category' ? findName(place, axis, label) : findValue(place, axis, kind, label));
  const from = find(x);
  const to = xTo === undefined ? undefined : find(xTo);
  if (to && to.at < from.at) throw refuse(`The range "${label}" ends before it begins.`, 'Swap x and xTo.');
  return { label, x: from.x, x2: to?.x, at: from.at };
}

function findName(place: X, { xs }: XAxis, label: string): { x: X; at: number } {
  const index = xs.indexOf(String(place));
  if (index >= 0) return { x: String(place), at: index / xs.length };
  const near = didYouMean(String(place), xs.map(String));
  throw refuse(
    `"${label}" stands at ${place}, which is not on the axis.${near && ` ${near}`}`,
    `The axis has ${xs.slice(0, 12).join(', ')}.`,
  );
}

function findValue(place: X, { xs, kind: axis }: XAxis, kind: XKind, label: string): { x: X; at: number } {
  const value = kind === 'time' ? timeOf(place) : numberOf(place);
  const numbers = xs.map(Number);
  const [first = 0, last = 0] = [numbers[0], numbers.at(-1)];
  // the last band is a period, so a day within it is on the axis
  const end = axis === 'continuous' ? last : last + (last - (numbers.at(-2) ?? last));
  if (value === undefined || value < first || value > end) {
    const words = kind === 'time' ? timeWords : String;
    throw refuse(
      `"${label}" stands at ${place}, which is not within the data (${words(first)} to ${words(last)}).`,
      kind === 'time' ? 'Write it as 2026-10-12, or send rows that reach it.' : 'Send rows that reach it.',
    );
  }
  if (axis === 'continuous') return { x: value, at: last > first ? (value - first) / (last - first) : 0 };
  const index = numbers.findLastIndex((number) => number <= value);
  return { x: numbers[index] ?? first, at: index / xs.length };
}
