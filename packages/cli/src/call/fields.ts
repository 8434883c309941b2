import { didYouMean } from '@rolekit/sdk';
import { isObject } from '@rolekit/sdk/internal';
import { usageError } from '../errors.ts';
import { metricTableIn, withMetrics } from './metric-envelope.ts';

type Row = Record<string, unknown>;

/** Names of fields inside fields are known this deep. */
const MAX_DEPTH = 4;

/**
 * The envelope with only the chosen fields of its rows, each named as it was asked for: `owner.email`; of values of metrics,
 * with only the chosen metrics.
 *
 * @throws RK_USAGE for a field that no row has
 */
export function withFields(envelope: Row, fields: readonly string[]): Row {
  if (fields.length === 0) return envelope;
  const metrics = metricTableIn(envelope);
  if (metrics) return { ...withMetrics(metrics, fields) };
  const { item, items } = envelope;
  return Array.isArray(items)
    ? { ...envelope, items: chosen(items, fields) }
    : { ...envelope, item: chosen([item], fields)[0] };
}

/** True for an envelope of rows, of values of metrics or of one thing. */
export function isTabular(envelope: Row): boolean {
  return Array.isArray(envelope.items) || isObject(envelope.item);
}

function chosen(rows: readonly unknown[], fields: readonly string[]): Row[] {
  const known = new Set<string>();
  for (const row of rows) collectPaths(row, '', known, 1);
  // nothing is known of rows that are not there
  const unknown = rows.length === 0 ? undefined : fields.find((field) => !known.has(field));
  if (unknown !== undefined) {
    const guess = didYouMean(unknown, known);
    const names = new Set(rows.flatMap((row) => (isObject(row) ? Object.keys(row) : [])));
    throw usageError(`The result has no field \`${unknown}\`.`, guess || `Its fields are ${[...names].join(', ')}.`);
  }
  return rows.map((row) => Object.fromEntries(fields.map((field) => [field, valueIn(row, field) ?? null])));
}

function collectPaths(value: unknown, prefix: string, known: Set<string>, depth: number): void {
  if (depth > MAX_DEPTH) return;
  for (const holder of Array.isArray(value) ? value : [value]) {
    if (!isObject(holder)) continue;
    for (const [name, inner] of Object.entries(holder)) {
      known.add(`${prefix}${name}`);
      if (inner !== null && typeof inner === 'object') collectPaths(inner, `${prefix}${name}.`, known, depth + 1);
    }
  }
}

/** Vendors have names with dots too: the longest name that fits comes first. In a list it is the value of each. */
function valueIn(value: unknown, path: string): unknown {
  if (Array.isArray(value)) return value.map((item) => valueIn(item, path));
  if (!isObject(value)) return undefined;
  if (Object.hasOwn(value, path)) return value[path];
  for (let dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
    const name = path.slice(0, dot);
    if (Object.hasOwn(value, name)) return valueIn(value[name], path.slice(dot + 1));
  }
  return undefined;
}
