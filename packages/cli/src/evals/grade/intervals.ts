/** How often something came out, and where the true rate lies with 95 % confidence. */
export interface Rate {
  passed: number;
  runs: number;
  rate: number;
  low: number;
  high: number;
}

/** A difference of two rates, and where the true one lies with 95 % confidence. */
export interface Difference {
  difference: number;
  low: number;
  high: number;
}

const Z_95 = 1.959963984540054;

/** The rate with its Wilson interval, which is right for few runs and for rates of 0 and 1. */
export function wilson(passed: number, runs: number): Rate {
  if (runs === 0) return { passed, runs, rate: 0, low: 0, high: 1 };
  const rate = passed / runs;
  const z2 = Z_95 ** 2;
  const middle = (rate + z2 / (2 * runs)) / (1 + z2 / runs);
  const half = (Z_95 / (1 + z2 / runs)) * Math.sqrt((rate * (1 - rate)) / runs + z2 / (4 * runs ** 2));
  const low = passed === 0 ? 0 : middle - half;
  const high = passed === runs ? 1 : middle + half;
  return { passed, runs, rate, low, high };
}

/** First minus second, with Newcombe's interval, made of the two of Wilson. */
export function differenceOf(first: Rate, second: Rate): Difference {
  const difference = first.rate - second.rate;
  return {
    difference,
    low: difference - Math.hypot(first.rate - first.low, second.high - second.rate),
    high: difference + Math.hypot(first.high - first.rate, second.rate - second.low),
  };
}
