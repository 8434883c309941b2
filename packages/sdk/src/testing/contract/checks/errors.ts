import { always, type Fault, once, type Schedule } from '../../faults/index.ts';
import type { RunningSandbox } from '../../sandbox.ts';
import { atOnce } from '../at-once.ts';
import { errorOf, isInternal, kindOf, quoted } from '../call-outcome.ts';
import { type Check, isRead, type Judgement, NO_EXAMPLE, NO_REQUEST, NO_SANDBOX, waitingToolCheck } from '../check.ts';
import type { Bench, Subject } from '../test-bench.ts';

interface Provoked {
  id: string;
  title: string;
  /** In words, and what makes it happen. */
  faults: readonly (readonly [what: string, schedule: () => Schedule])[];
  /** The kinds that tell the truth about it; none when the call must succeed all the same. */
  kinds: readonly string[];
  /** Milliseconds of the call. */
  callMs?: number;
  /** A result is fine too. */
  orResult?: boolean;
}

const NO_SIGN_IN = { skipped: 'it sends no request to sign in: its credentials go with each call' };
const LONG_WAIT = 30;
const fails = (what: string, fault: Fault) => [what, () => always(fault)] as const;
const passes = (what: string, fault: Fault) => [what, () => once(fault)] as const;
const EXPIRED = passes('one 401', { kind: 'expired' });

/** What happens on the road to a vendor, and what a model must be told about it. */
const PROVOKED: readonly Provoked[] = [
  {
    id: 'errors/rate-limited',
    title: 'says that the vendor limits calls, and how long to wait',
    faults: [
      fails('429 with Retry-After', { kind: 'rate_limit', retryAfter: LONG_WAIT }),
      fails('429 without Retry-After', { kind: 'rate_limit' }),
    ],
    kinds: ['rate_limited'],
  },
  {
    id: 'errors/unavailable',
    title: 'says that the vendor is not available',
    faults: [
      fails('500', { kind: 'status', status: 500 }),
      fails('503', { kind: 'status', status: 503 }),
      fails('a dropped connection', { kind: 'drop' }),
    ],
    kinds: ['upstream_unavailable'],
  },
  {
    id: 'errors/broken-answer',
    title: 'takes no broken answer for data',
    faults: [
      fails('a truncated answer', { kind: 'truncate' }),
      fails('JSON cut off', { kind: 'truncate', whole: true }),
      fails('malformed JSON', { kind: 'malformed' }),
      fails('a page for people', { kind: 'wrong_type' }),
    ],
    kinds: ['upstream_unavailable'],
  },
  {
    id: 'errors/changed-answer',
    title: 'does not take an answer of another version of the API for nothing',
    faults: [fails('an answer whose fields have other names', { kind: 'renamed' })],
    kinds: ['upstream_unavailable'],
  },
  {
    id: 'errors/auth-expired',
    title: 'says that the credentials are no longer accepted',
    faults: [fails('401', { kind: 'expired' })],
    kinds: ['auth_expired'],
  },
  {
    id: 'errors/forbidden',
    title: 'says that access is refused',
    faults: [fails('403', { kind: 'status', status: 403 })],
    kinds: ['forbidden'],
  },
  {
    id: 'errors/not-found',
    title: 'does not take a missing thing for a broken vendor',
    faults: [fails('404', { kind: 'status', status: 404 })],
    kinds: ['not_found', 'invalid_request'],
    orResult: true,
  },
  {
    id: 'errors/redirect',
    title: 'follows no redirect to another host',
    faults: [fails('a redirect', { kind: 'redirect', to: 'http://169.254.169.254/latest/meta-data/' })],
    kinds: ['upstream_unavailable', 'forbidden'],
  },
  {
    id: 'errors/timeout',
    title: 'ends a call that the vendor does not answer',
    faults: [passes('an answer that does not come', { kind: 'slow', ms: 4000 })],
    kinds: ['timeout'],
    callMs: 500,
  },
  {
    id: 'errors/sign-in',
    title: 'says that it could not sign in',
    faults: [
      [
        '500 from the sign-in',
        () =>
          ({ signIn }) =>
            signIn ? { kind: 'status', status: 500 } : undefined,
      ],
    ],
    kinds: ['upstream_unavailable'],
  },
  {
    id: 'recovers',
    title: 'goes on after a token that expired in the middle, and after a short limit',
    faults: [EXPIRED, passes('one 429 with Retry-After 0', { kind: 'rate_limit', retryAfter: 0 })],
    kinds: [],
  },
  {
    id: 'clock-skew',
    title: 'works beside a vendor whose clock is off by a day',
    faults: [
      ['a clock a day ahead', () => () => ({ kind: 'skew', seconds: 86_400 })],
      ['a clock a day behind', () => () => ({ kind: 'skew', seconds: -86_400 })],
    ],
    kinds: [],
  },
];

export const errors: readonly Check[] = PROVOKED.map((provoked) =>
  waitingToolCheck(
    { id: provoked.id, level: provoked.id === 'clock-skew' ? 'strict' : 'standard', title: provoked.title },
    (tool, bench) => judge(provoked, tool, bench),
    isRead,
  ),
);

async function judge(provoked: Provoked, tool: Subject, bench: Bench): Promise<Judgement> {
  if (!bench.sandbox) return NO_SANDBOX;
  const [args] = tool.examples;
  if (!args) return NO_EXAMPLE;
  let met = 0;
  for (const fault of [...provoked.faults, ...ownForms(provoked, bench.sandbox)]) {
    // an API that takes no credentials says nothing of theirs
    if (fault === EXPIRED && bench.secretSettings().length === 0) continue;
    const [what, schedule] = fault;
    const road = await atOnce(async () => {
      const own = await bench.newRoad();
      own.faults.schedule(schedule());
      const host = await own.open(provoked.callMs === undefined ? {} : { callMs: provoked.callMs });
      try {
        const answer = await host.call(tool.name, args);
        return { answer, met: own.faults.log.filter((exchange) => exchange.fault !== undefined).length };
      } finally {
        await host.close();
        await own.close();
      }
    });
    if (road.met === 0) continue;
    met += road.met;
    const problem = problemOf(provoked, road.answer, bench);
    // an example that fails anyway says nothing here
    const anyway = problem && provoked.kinds.length === 0 ? await failsAnyway(tool, args, bench) : undefined;
    if (anyway) return { missing: `an example that does not fail: ${anyway}` };
    if (problem) return `after ${what} ${problem}`;
  }
  if (met > 0) return undefined;
  return provoked.id === 'errors/sign-in' ? NO_SIGN_IN : NO_REQUEST;
}

/** What a vendor says in a form of its own. */
function ownForms({ id }: Provoked, { faults }: RunningSandbox): Provoked['faults'] {
  if (id !== 'errors/rate-limited' || !faults?.throttled) return [];
  const { status = 200, body } = faults.throttled;
  return [fails('`faults.throttled` of the sandbox', { kind: 'status', status, body })];
}

/** What an example answers without a fault, if it fails. */
async function failsAnyway(tool: Subject, args: Record<string, unknown>, bench: Bench): Promise<string | undefined> {
  const host = await (await bench.road()).open();
  try {
    const anyway = await host.call(tool.name, args);
    return anyway.isError ? quoted(anyway) : undefined;
  } finally {
    await host.close();
  }
}

function problemOf(
  { kinds, orResult, id }: Provoked,
  answer: Parameters<typeof kindOf>[0],
  bench: Bench,
): string | undefined {
  if (isInternal(answer)) return `it failed unexpectedly: ${bench.cause()}`;
  const kind = kindOf(answer);
  if (kind === undefined) {
    const isSaid = Array.isArray(answer.structured.notes) && answer.structured.notes.length > 0;
    return kinds.length === 0 || orResult || isSaid ? undefined : 'it answered a result, as if all were well';
  }
  if (!kinds.includes(kind)) return `it answered ${quoted(answer)}`;
  if (id === 'errors/rate-limited' && (errorOf(answer.structured)?.retryAfterSeconds ?? 0) <= 0)
    return 'it does not say how long to wait';
  return undefined;
}
