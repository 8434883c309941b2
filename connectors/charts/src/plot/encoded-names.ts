import type { X } from '../table.ts';
import type { Layer } from './types.ts';

const NAMES = ['x', 'x2', 'next', 's'];

/**
 * A category as Vega gets it. Vega looks names up in plain objects, where a category called `constructor` finds what it
 * should not; no name of an object begins with `#`.
 */
export function coded(value: X): X {
  return typeof value === 'string' ? `#${value}` : value;
}

/** Fixed words for Vega, which takes off the space, but never meets a name of an object. */
export function fixed(words: string): string {
  return `${words} `;
}

/** A layer whose rows carry coded categories. */
export function codedLayer(layer: Layer): Layer {
  const { values } = layer.data as { values: Record<string, unknown>[] };
  return { ...layer, data: { values: values.map(codedRow) } };
}

function codedRow(row: Record<string, unknown>): Record<string, unknown> {
  const changed = NAMES.flatMap((name) => (typeof row[name] === 'string' ? [[name, coded(row[name])]] : []));
  return { ...row, ...Object.fromEntries(changed) };
}
