import { SERIES_COLOURS, SOFT_INK } from '../palette.ts';
import type { Point } from '../table.ts';
import { LABEL_SIZE } from './axes.ts';
import { fixed } from './encoded-names.ts';
import type { Channel, Drawing, Layer } from './types.ts';

const APART = 15;

/** Names at the ends of lines: among grey lines a legend could not tell which is which. */
export function endLabels({ input, table }: Drawing, height: number, encoding: Channel): Layer[] {
  const ends: Point[] = table.series.flatMap((name) => table.points.findLast((point) => point.s === name) ?? []);
  const scale = encoding.y as { scale: { domain: [low: number, high: number] } };
  const [low, high] = scale.scale.domain;
  const places = ends
    .map((end) => ({ end, at: (1 - ((end.y ?? 0) - low) / (high - low)) * height }))
    .sort((a, b) => a.at - b.at);
  const moved = spread(places.map(({ at }) => at));
  return places.map(({ end, at }, index) => {
    const isMeant = end.s === input.highlight;
    return {
      data: { values: [end] },
      mark: {
        type: 'text',
        text: fixed(end.s),
        align: 'left',
        baseline: 'middle',
        dx: 8,
        dy: (moved[index] ?? at) - at,
        fontSize: LABEL_SIZE,
        fontWeight: isMeant ? 'bold' : 'normal',
        limit: 140,
      },
      encoding: { x: encoding.x, y: encoding.y, color: { value: isMeant ? SERIES_COLOURS[0] : SOFT_INK } },
    };
  });
}

/** Moves places, in order from the top, so far apart that words fit; a crowded group stays around its middle. */
function spread(places: readonly number[]): number[] {
  const groups: { middle: number; count: number }[] = [];
  for (const place of places) {
    let group = { middle: place, count: 1 };
    for (let before = groups.at(-1); before && touches(before, group); before = groups.at(-1)) {
      groups.pop();
      const count = before.count + group.count;
      group = { middle: (before.middle * before.count + group.middle * group.count) / count, count };
    }
    groups.push(group);
  }
  return groups.flatMap(({ middle, count }) =>
    Array.from({ length: count }, (_, index) => middle + (index - (count - 1) / 2) * APART),
  );
}

function touches(a: { middle: number; count: number }, b: { middle: number; count: number }): boolean {
  return b.middle - a.middle < ((a.count + b.count) / 2) * APART;
}
