import { DemoDataError } from './errors.ts';

/** A stream of numbers that is the same on every machine for the same seed. */
export interface Random {
  /** A number from 0 (included) to 1 (excluded). */
  next(): number;
  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number;
  /** One of the items, each as likely. @throws DEMO_EMPTY_CHOICE for an empty list. */
  pick<T>(items: readonly T[]): T;
  /** One of the keys, as likely as its weight. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K;
  /** True with the given probability (0 to 1). */
  chance(probability: number): boolean;
}

// FNV-1a: spreads similar seeds ('accounts', 'contacts') far apart.
function hashSeed(seed: string): number {
  let hash = 0x811c9dc5;
  for (const character of seed) {
    hash ^= character.codePointAt(0) ?? 0;
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}

/**
 * Makes a {@link Random} from a seed. Each kind of data takes its own seed, so that a change in one
 * does not move the numbers of the others.
 *
 * @example seededRandom('accounts').pick(['a', 'b'])
 */
export function seededRandom(seed: string): Random {
  let state = hashSeed(seed);

  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  function int(min: number, max: number): number {
    return min + Math.floor(next() * (max - min + 1));
  }

  return {
    next,
    int,
    pick<T>(items: readonly T[]): T {
      if (items.length === 0) throw new DemoDataError('DEMO_EMPTY_CHOICE', 'Cannot pick from an empty list.');
      return items[int(0, items.length - 1)] as T;
    },
    weighted<K extends string>(weights: Readonly<Record<K, number>>): K {
      const entries = Object.entries(weights) as [K, number][];
      const total = entries.reduce((sum, [, weight]) => sum + weight, 0);
      let left = next() * total;
      for (const [key, weight] of entries) {
        left -= weight;
        if (left < 0) return key;
      }
      const last = entries.at(-1);
      if (!last) throw new DemoDataError('DEMO_EMPTY_CHOICE', 'Cannot pick from an empty list.');
      return last[0];
    },
    chance: (probability) => next() < probability,
  };
}
