import { round } from './round.ts';

/** A figure of a model, with the place where it stands. */
export interface ModelFigure {
  place: string;
  metric: string;
  period: string;
  currency: string;
  value: number;
}

/** The same figure where it was published; `original` is as first published, `latest` with restatements. */
export interface SourceFigure {
  metric: string;
  period: string;
  currency: string;
  value: number;
  version: 'latest' | 'original';
  source: string;
}

export const FINDINGS = ['ok', 'original', 'sign', 'scale', 'currency', 'differs', 'no_source'] as const;
export type Finding = (typeof FINDINGS)[number];

export interface Comparison {
  place: string;
  metric: string;
  period: string;
  status: Finding;
  found: number;
  expected: number | null;
  difference: number | null;
  message: string;
  source: string | null;
}

const SCALES = [100, 1_000, 1_000_000, 1_000_000_000];
/** How near to a whole factor two values are when only their scale differs. */
const NEAR = 0.001;

/**
 * Compares a model's figures with their source and names the kind of error: a figure from before a restatement, a turned
 * sign, thousands for millions, another currency, or simply another number.
 *
 * @param tolerance in the unit of the figures; else half of the last digit of each figure, so that 1.16 is not 1.20
 */
export function compareFigures(
  figures: readonly ModelFigure[],
  sources: readonly SourceFigure[],
  tolerance?: number,
): Comparison[] {
  return figures.map((figure) => {
    const same = sources.filter((source) => source.metric === figure.metric && source.period === figure.period);
    const latest = same.find((sourceFigure) => sourceFigure.version === 'latest') ?? same[0];
    const original = same.find((sourceFigure) => sourceFigure.version === 'original');
    const { place, metric, period, value: found } = figure;
    const base = { place, metric, period, found };
    if (!latest) {
      const message = `the source has no ${metric} of ${period}`;
      return { ...base, status: 'no_source', expected: null, difference: null, message, source: null };
    }
    const [status, message] = judge(figure, latest, original, tolerance ?? halfOfLastDigit(found));
    const difference = round(found - latest.value, 6);
    return { ...base, status, expected: latest.value, difference, message, source: latest.source };
  });
}

function judge(
  { value, currency }: ModelFigure,
  latest: SourceFigure,
  original: SourceFigure | undefined,
  tolerance: number,
): [Finding, string] {
  const near = (a: number, b: number) => Math.abs(a - b) <= tolerance * (1 + 1e-9) + 1e-12;
  if (currency !== latest.currency) return ['currency', `${currency} in the model, ${latest.currency} in the source`];
  if (near(value, latest.value)) return ['ok', 'agrees'];
  if (original && near(value, original.value))
    return ['original', `as first published; restated to ${latest.value} since`];
  if (near(value, -latest.value)) return ['sign', 'the sign is turned'];
  for (const scale of SCALES) {
    const times = `${scale.toLocaleString('en-US')} times too`;
    const why = scale === 100 ? ': percent against a fraction, or a minor unit of the currency' : '';
    if (nearRatio(value, latest.value * scale)) return ['scale', `${times} large${why}`];
    if (nearRatio(value * scale, latest.value)) return ['scale', `${times} small${why}`];
  }
  const part = latest.value === 0 ? '' : ` (${round((value / latest.value - 1) * 100, 1)} %)`;
  return ['differs', `off by ${round(value - latest.value, 4)}${part}`];
}

function halfOfLastDigit(value: number): number {
  const decimals = /\.(\d+)$/.exec(String(value))?.[1]?.length ?? 0;
  return Math.min(0.05, 0.5 * 10 ** -decimals);
}

function nearRatio(a: number, b: number): boolean {
  return b !== 0 && Math.abs(a / b - 1) <= NEAR;
}
