import { didYouMean } from '@rolekit/sdk';
import { timeOf } from '../cells.ts';
import { refuse } from '../chart-refusal.ts';
import type { XKind } from '../columns.ts';
import { REST, SERIES_COLOURS } from '../palette.ts';
import type { X } from '../table.ts';
import { coded } from './encoded-names.ts';
import { timeWords } from './time-labels.ts';
import type { Drawing, LegendEntry } from './types.ts';

const MAX_SERIES = SERIES_COLOURS.length;

/** @throws RK_INVALID_REQUEST for more series than colours that a reader can tell apart */
export function checkSeries({ input, table }: Drawing): void {
  if (table.series.length > MAX_SERIES) {
    throw refuse(
      `${input.series} has ${table.series.length} values; a chart shows at most ${MAX_SERIES}.`,
      `Keep the ${MAX_SERIES - 1} largest and add up the others as "Other" in the query, or draw two charts.`,
    );
  }
  if (input.highlight === undefined) return;
  if (input.series === undefined && highlightedX({ input, table }) !== undefined) return;
  const names = input.series === undefined ? table.xs.map(wordsOf(table.xKind)) : table.series;
  if (input.series !== undefined && names.includes(input.highlight)) return;
  const near = didYouMean(input.highlight, names);
  throw refuse(
    `There is no "${input.highlight}" to highlight.${near && ` ${near}`}`,
    `Choose one of ${names.slice(0, 20).join(', ')}.`,
  );
}

/** The place that is highlighted, when the chart has no series. */
export function highlightedX({ input: { highlight }, table: { xs, xKind } }: Drawing): X | undefined {
  if (highlight === undefined) return undefined;
  const wanted = xKind === 'time' ? timeOf(highlight) : highlight;
  return xs.find((x) => x === wanted || (xKind === 'number' && String(x) === highlight));
}

function wordsOf(kind: XKind): (x: X) => string {
  return (x) => (kind === 'time' ? timeWords(Number(x)) : String(x));
}

/** The colour channel of a chart by series. */
export function seriesColour({ input, table }: Drawing): Record<string, unknown> {
  if (table.series.length === 0) return { value: SERIES_COLOURS[0] };
  return {
    field: 's',
    type: 'nominal',
    legend: null,
    scale: {
      domain: table.series.map(coded),
      range: table.series.map((name, index) => colourAt(name, index, input.highlight)),
    },
  };
}

export function seriesLegend({ input, table }: Drawing, mark: LegendEntry['mark']): LegendEntry[] {
  const { highlight } = input;
  if (table.series.length === 0) return [];
  const entry = (label: string, colour: string): LegendEntry => ({ label, colour, mark });
  if (highlight === undefined) return table.series.map((name, index) => entry(name, colourAt(name, index, undefined)));
  const rest = table.series.filter((name) => name !== highlight);
  return [entry(highlight, SERIES_COLOURS[0]), ...(rest.length > 0 ? [entry(`other: ${rest.join(', ')}`, REST)] : [])];
}

function colourAt(name: string, index: number, highlight: string | undefined): string {
  if (highlight !== undefined) return name === highlight ? SERIES_COLOURS[0] : REST;
  return SERIES_COLOURS[index % SERIES_COLOURS.length] ?? REST;
}
