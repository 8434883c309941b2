import { RolekitError } from '../../errors.ts';
import type { CallRate, RateStore } from './rate-limits.ts';
import type { ResponseRule } from './response-rules.ts';
import { DEFAULT_WAIT, type Wait } from './retry-wait.ts';
import type { ErrorPlaces } from './vendor-error.ts';

/**
 * How a connector treats its vendor's API. Declared once with `http({ policy })`; a tool overrides parts of it with
 * `request({ policy })`. Rates and concurrency belong to the connector and are the same for all of its tools.
 */
export interface HttpPolicy {
  /** What responses mean, the first that fits; before `classify` and the meaning of plain statuses. */
  rules?: readonly ResponseRule[];
  /**
   * Where the vendor's errors have its code and the fields that they are about, e.g. `{ code: '*.errorCode', fields: '*.fields' }`:
   * kept in the data of the error, and said.
   *
   * @default what a rule looks at is its code
   */
  errorAt?: ErrorPlaces;
  /** Attempts of a request that is safe to repeat. @default 3 */
  attempts?: number;
  /** Wait before the next attempt, where neither rule nor `Retry-After` says. @default 250 ms to 8 s, half of it random */
  wait?: Wait;
  /** A longer wait is reported to the caller instead of slept through. Milliseconds. @default 20 000 */
  maxWaitMs?: number;
  /** For one attempt, its body included. @default 30 000 */
  timeoutMs?: number;
  /** For all attempts and waits together. @default none */
  totalMs?: number;
  /** Redirects that are followed, each checked like a URL of its own. @default 0 */
  redirects?: number;
  /** Bytes of a response body, decompressed. @default 32 MiB */
  maxBytes?: number;
  /** Times that a compressed body may grow, once it is larger than 1 MiB. @default 100 */
  maxRatio?: number;
  /** Header that carries a request's `idempotencyKey`. @default 'idempotency-key' */
  idempotencyHeader?: string;
  /** Names of query parameters whose values may be shown in traces. @default none */
  shownQuery?: readonly string[];
}

/** A call as `ratesOf` sees it. */
export interface CountedCall {
  method: string;
  /** Of its URL. */
  path: string;
  json?: unknown;
}

/** What holds for a whole connector. */
export interface ConnectorPolicy extends HttpPolicy {
  /** Calls that the vendor allows; all must have room. Shared by all clients of the account with the same rates. */
  rates?: readonly CallRate[];
  /**
   * Calls that the vendor counts apart, e.g. each method for itself: under which name, and how many it takes. They are not
   * counted against `rates`, and a 429 holds back those of its name alone. Undefined: `rates` hold.
   */
  ratesOf?(call: CountedCall): { name: string; rates: readonly CallRate[] } | undefined;
  /** Whom the vendor counts, where that is not whoever signed in: e.g. the id of the organisation. @default the connection's settings */
  account?: string;
  /** Whose calls are counted together: those of this process, or of all processes of this user. @default 'process' */
  rateScope?: 'process' | 'user';
  /** Another place to count in; wins over `rateScope`. */
  rateStore?: RateStore;
  /** Requests at the same time, of all clients of the connector in one process. @default no limit */
  concurrency?: number;
}

const DEFAULT_POLICY = {
  rules: [] as readonly ResponseRule[],
  errorAt: {} as ErrorPlaces,
  attempts: 3,
  wait: DEFAULT_WAIT as Wait,
  maxWaitMs: 20_000,
  timeoutMs: 30_000,
  totalMs: Number.POSITIVE_INFINITY,
  redirects: 0,
  maxBytes: 32 * 1024 * 1024,
  maxRatio: 100,
  idempotencyHeader: 'idempotency-key',
  shownQuery: [] as readonly string[],
} satisfies Required<HttpPolicy>;

export type ResolvedPolicy = Required<HttpPolicy>;

/** The later ones win; a request's rules come before those of the connector and do not replace them. */
export function resolvePolicy(...policies: (HttpPolicy | undefined)[]): ResolvedPolicy {
  const set = policies.map((policy) =>
    Object.fromEntries(Object.entries(policy ?? {}).filter(([, value]) => value !== undefined)),
  );
  const rules = policies.toReversed().flatMap((policy) => policy?.rules ?? []);
  return Object.assign({}, DEFAULT_POLICY, ...set, { rules }) as ResolvedPolicy;
}

/** Numbers with which calls would wait for ever. @throws RK_DEFINITION */
export function checkPolicy(connector: string, { concurrency, rates = [] }: ConnectorPolicy = {}): void {
  const numbers: [what: string, value: number, least: number][] = [
    ['concurrency', concurrency ?? 1, 1],
    ...rates.flatMap((rate, index): [string, number, number][] =>
      rate.kind === 'bucket'
        ? [
            [`rates.${index}.capacity`, rate.capacity, 1],
            [`rates.${index}.perSecond`, rate.perSecond, Number.MIN_VALUE],
          ]
        : [
            [`rates.${index}.calls`, rate.calls, 1],
            [`rates.${index}.perMs`, rate.perMs, 1],
          ],
    ),
  ];
  const wrong = numbers.find(([, value, least]) => !(value >= least));
  if (!wrong) return;
  throw new RolekitError('RK_DEFINITION', {
    what: `HTTP policy of ${connector}`,
    reason: `${wrong[0]} is ${wrong[1]}, so no call would ever be sent`,
    hint: `Make it ${wrong[2] === 1 ? 'at least 1' : 'more than 0'}.`,
  });
}
