import { didYouMean, RolekitError } from '@rolekit/sdk';
import type { z } from 'zod';
import type { METRICS } from './wire.ts';

/** What a number counts. `currency` and `currency/share` come with a currency code. */
export type Unit = 'currency' | 'currency/share' | 'shares' | 'percent' | 'ratio' | 'text' | 'date';

/** One item of a catalogue. A value times `scale` is in whole units. */
export interface Item {
  metric: string;
  name: string;
  category: string | undefined;
  subcategory: string | undefined;
  unit: Unit;
  scale: number;
}

export interface Catalogue {
  readonly items: ReadonlyMap<string, Item>;
}

type WireMetric = z.output<typeof METRICS>['data'][number];

/** The catalogue says the scale, and by its categories what is counted. */
export function fundamentalItem(wire: WireMetric): Item {
  const unit = fundamentalUnit(wire);
  return { ...itemOf(wire), unit, scale: unit === 'percent' || unit === 'ratio' ? 1 : (wire.factor ?? 1) };
}

const PER_SHARE = /^(EPS|DPS|BPS|CFPS|NAVPS|PRICE_TGT)/;

/** Older answers of the estimates API have no factor: then amounts are in millions. */
export function estimateItem(wire: WireMetric): Item {
  const perShare = PER_SHARE.test(wire.metric);
  return {
    ...itemOf(wire),
    unit: perShare ? 'currency/share' : 'currency',
    scale: wire.factor ?? (perShare ? 1 : 1_000_000),
  };
}

function itemOf(wire: WireMetric) {
  return {
    metric: wire.metric,
    name: wire.name ?? wire.metric,
    category: wire.category ?? undefined,
    subcategory: wire.subcategory ?? undefined,
  };
}

function fundamentalUnit({ metric, name, category, subcategory, dataType }: WireMetric): Unit {
  if (/^string/i.test(dataType ?? '')) return 'text';
  if (/^date/i.test(dataType ?? '')) return 'date';
  if (subcategory === 'PER_SHARE') return 'currency/share';
  if (/SHS/.test(metric) || /\bshares\b/i.test(name ?? '')) return 'shares';
  if (category !== 'RATIOS') return 'currency';
  return /margin|growth|return|yield|rate|%/i.test(name ?? '') ? 'percent' : 'ratio';
}

/**
 * The items of the metrics that were asked for.
 *
 * @throws RK_INVALID_REQUEST that names each unknown metric and the nearest known one
 */
export function itemsFor(catalogue: Catalogue, metrics: readonly string[], dataset: string): Item[] {
  const unknown: string[] = [];
  const items = metrics.flatMap((metric) => {
    const item = catalogue.items.get(metric.trim().toUpperCase());
    if (!item) unknown.push(metric);
    return item ? [item] : [];
  });
  if (unknown.length === 0) return items;
  throw new RolekitError('RK_INVALID_REQUEST', {
    reason: `FactSet ${dataset} has no metric ${unknown.map((metric) => `\`${metric}\``).join(', ')}.`,
    hint: [
      ...unknown.map((metric) => didYouMean(metric, catalogue.items.keys())),
      `Find metrics with factset_list_metrics (dataset ${dataset}).`,
    ]
      .filter(Boolean)
      .join(' '),
  });
}
