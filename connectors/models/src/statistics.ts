import { round } from './round.ts';

export interface Observation {
  id: string;
  /** `null` where there is no meaningful value; `reason` says why. */
  value: number | null;
  reason?: string | undefined;
}

export interface OutlierRule {
  /** `iqr`: beyond `factor` interquartile ranges outside the quartiles; `none` keeps all. */
  method: 'iqr' | 'none';
  factor: number;
}

export interface Statistics {
  /** Values in the statistics. */
  count: number;
  /** Values given, meaningful or not. */
  of: number;
  mean: number | null;
  median: number | null;
  p25: number | null;
  p75: number | null;
  min: number | null;
  max: number | null;
  included: string[];
  excluded: { id: string; value: number | null; reason: string }[];
  /** The bounds that the outlier rule drew; `null` where it was not applied. */
  bounds: { low: number; high: number } | null;
}

/** Fewer values than this say too little to call one of them an outlier. */
export const MIN_FOR_OUTLIERS = 5;

/** Statistics of a set of multiples: what is not meaningful is left out first, then outliers, each with its reason. */
export function statisticsOf(observations: readonly Observation[], rule: OutlierRule): Statistics {
  const excluded: Statistics['excluded'] = observations
    .filter(({ value }) => value === null)
    .map(({ id, reason }) => ({ id, value: null, reason: reason ?? 'not meaningful' }));
  const meaningful = observations.flatMap(({ id, value }) => (value === null ? [] : [{ id, value }]));
  const bounds = boundsOf(
    meaningful.map(({ value }) => value),
    rule,
  );
  const included = meaningful.filter(({ value }) => !bounds || (value >= bounds.low && value <= bounds.high));
  for (const { id, value } of meaningful) {
    if (bounds && (value < bounds.low || value > bounds.high)) {
      const side = value < bounds.low ? `below ${round(bounds.low, 4)}` : `above ${round(bounds.high, 4)}`;
      excluded.push({ id, value, reason: `outlier: ${side} (${rule.factor} × interquartile range)` });
    }
  }
  const values = included.map(({ value }) => value).toSorted((a, b) => a - b);
  const shown = (value: number | undefined) => (value === undefined || values.length === 0 ? null : round(value, 4));
  return {
    count: values.length,
    of: observations.length,
    mean: shown(values.reduce((sum, value) => sum + value, 0) / values.length),
    median: shown(quantile(values, 0.5)),
    p25: shown(quantile(values, 0.25)),
    p75: shown(quantile(values, 0.75)),
    min: shown(values[0]),
    max: shown(values.at(-1)),
    included: included.map(({ id }) => id),
    excluded,
    bounds: bounds && { low: round(bounds.low, 4), high: round(bounds.high, 4) },
  };
}

function boundsOf(values: readonly number[], rule: OutlierRule): { low: number; high: number } | null {
  if (rule.method === 'none' || values.length < MIN_FOR_OUTLIERS) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const [p25, p75] = [quantile(sorted, 0.25), quantile(sorted, 0.75)];
  const reach = rule.factor * (p75 - p25);
  return { low: p25 - reach, high: p75 + reach };
}

/** Linear interpolation between the neighbours, the way QUARTILE.INC does it. */
export function quantile(sorted: readonly number[], q: number): number {
  const position = (sorted.length - 1) * q;
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}
