import { usageError } from '../errors.ts';
import type { Usage } from './model/index.ts';

/** USD for a million tokens, as a person knows them of the endpoint. */
export interface Prices {
  input: number;
  output: number;
}

export interface Budget {
  tokens?: number | undefined;
  usd?: number | undefined;
}

/** Counts what all conversations take. */
export interface Spending {
  add(usage: Usage | undefined): void;
  /** True when the budget is used up; the answer that used it up was still taken. */
  isOver(): boolean;
  usage: Usage;
  /** Undefined without prices, or when the endpoint does not count. */
  usd(): number | undefined;
}

/** @throws RK_USAGE for a budget in USD without prices; later, when an endpoint that counts no tokens has a budget */
export function createSpending(budget: Budget, prices: Prices | undefined): Spending {
  if (budget.usd !== undefined && prices === undefined)
    throw usageError('A budget in USD needs prices.', 'Use --price-in and --price-out, in USD for a million tokens.');
  const usage: Usage = { input: 0, output: 0 };
  let counts = true;
  const usd = () => (prices && counts ? costOf(usage, prices) : undefined);
  return {
    usage,
    usd,
    add(used) {
      if (used === undefined) {
        counts = false;
        if (budget.tokens !== undefined || budget.usd !== undefined)
          throw usageError(
            'The endpoint does not say how many tokens it used.',
            'Leave the budget out; use --max-turns.',
          );
        return;
      }
      usage.input += used.input;
      usage.output += used.output;
    },
    isOver() {
      const tokens = usage.input + usage.output;
      return (
        tokens >= (budget.tokens ?? Number.POSITIVE_INFINITY) ||
        (usd() ?? 0) >= (budget.usd ?? Number.POSITIVE_INFINITY)
      );
    },
  };
}

function costOf({ input, output }: Usage, prices: Prices): number {
  return (input * prices.input + output * prices.output) / 1e6;
}
