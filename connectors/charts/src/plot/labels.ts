import { numberFormat } from '../numbers.ts';
import { INK } from '../palette.ts';
import type { Table, X } from '../table.ts';
import { LABEL_SIZE } from './axes.ts';
import type { Channel, Layer } from './types.ts';

/** All values of a table, and how its labels write them. */
export function valuesOf(table: Table, unit: string): { values: number[]; words: (value: number) => string } {
  const values = table.points.flatMap(({ y }) => (y === null ? [] : [y]));
  return { values, words: numberFormat(values, unit) };
}

/** The sum of all series at each place. */
export function totalsOf({ points, xs }: Table): { x: X; y: number }[] {
  const sums = new Map(xs.map((x) => [x, 0]));
  for (const { x, y } of points) sums.set(x, (sums.get(x) ?? 0) + (y ?? 0));
  return [...sums].map(([x, y]) => ({ x, y }));
}

/**
 * Words of the field `label` in a white outline, so that they can be read across lines. A negative value has its label
 * on the other side.
 */
export function valueLabels(data: Channel, encoding: Channel, lying: boolean): Layer[] {
  const place = lying
    ? { baseline: 'middle', align: { expr: "datum.y < 0 ? 'right' : 'left'" }, dx: { expr: 'datum.y < 0 ? -5 : 5' } }
    : { align: 'center', baseline: { expr: "datum.y < 0 ? 'top' : 'bottom'" }, dy: { expr: 'datum.y < 0 ? 4 : -4' } };
  const mark = { type: 'text', fontSize: LABEL_SIZE, ...place };
  const words = { ...encoding, text: { field: 'label' } };
  return [
    {
      data,
      mark: { ...mark, stroke: '#ffffff', strokeWidth: 3, strokeJoin: 'round' },
      encoding: { ...words, color: { value: '#ffffff' } },
    },
    { data, mark, encoding: { ...words, color: { value: INK } } },
  ];
}
