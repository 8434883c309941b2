import { RolekitError } from '../../errors.ts';
import type { ConnectorPolicy } from '../policy/policy.ts';
import { type CallRate, MAX_BLOCK_MS, memoryRateStore, type RateStore } from '../policy/rate-limits.ts';
import { toldPause } from '../policy/told-pause.ts';
import { sharedSemaphore } from './semaphore.ts';
import type { Attempt, HttpBinding } from './types.ts';

/** Keeps all calls of the account back for so many milliseconds. */
export type Block = (ms: number) => Promise<void>;

/** Sends each attempt when there is a place for it and the vendor's rates have room. */
export function turns(binding: HttpBinding, policy: ConnectorPolicy = {}) {
  const { concurrency, rates = [] } = policy;
  const semaphore = concurrency === undefined ? undefined : sharedSemaphore(binding.connector, concurrency);
  const counted = isCounted(policy) ? rateStoreOf(binding, policy) : undefined;

  return async <T>(attempt: Attempt, send: (block: Block) => Promise<T>): Promise<T> => {
    const { signal, url } = attempt;
    if (!counted) return semaphore ? semaphore.hold(signal, () => send(async () => {})) : send(async () => {});
    const { method = 'GET', json } = attempt.request;
    const apart = policy.ratesOf?.({ method, path: url.pathname, json });
    const account = countedFor(binding, policy, url, apart);
    const store = await counted;
    const block: Block = (ms) => store.block(account, Date.now() + Math.min(ms, MAX_BLOCK_MS));
    // counted when it is sent and not before: calls that waited for a place would else leave all at once
    const own = binding.uncounted ? [] : (apart?.rates ?? rates);
    const tryTurn = async (): Promise<{ waitMs: number } | { answer: T }> => {
      const waitMs = await orCancelled(store.take(account, own, Date.now()), signal);
      return waitMs > 0 ? { waitMs } : { answer: await send(block) };
    };
    for (;;) {
      const tried = await (semaphore ? semaphore.hold(signal, tryTurn) : tryTurn());
      if ('answer' in tried) return tried.answer;
      if (tried.waitMs > attempt.policy.maxWaitMs) throw limited(binding.connector, tried.waitMs, own);
      // in no place: other accounts have room
      await toldPause(binding.title ?? binding.connector, tried.waitMs, signal);
    }
  };
}

/** @param own the rates of the policy, where it was they that had no room */
export function limited(connector: string, ms: number, own: readonly CallRate[] = []): RolekitError {
  const rates = own.map(rateWords).join(' and ');
  return new RolekitError('RK_RATE_LIMITED', {
    connector,
    seconds: Math.ceil(ms / 1000),
    ...(rates === '' ? {} : { own: ` The policy of this connector allows ${rates}.` }),
  });
}

function rateWords(rate: CallRate): string {
  return rate.kind === 'bucket'
    ? `${rate.capacity} calls at once and ${rate.perSecond} a second`
    : `${rate.calls} ${rate.calls === 1 ? 'call' : 'calls'} in ${rate.perMs / 1000} s`;
}

function isCounted({ rates, ratesOf, rules = [] }: ConnectorPolicy): boolean {
  return (
    rates !== undefined ||
    ratesOf !== undefined ||
    rules.some(({ action, wait }) => action === 'success' && wait !== undefined)
  );
}

/** Calls of one account at one origin under the same rates count together, whichever client or process makes them. */
function countedFor(
  { connector, account = '' }: HttpBinding,
  policy: ConnectorPolicy,
  { origin }: URL,
  apart?: { name: string },
): string {
  // by its name alone: its rates may change while it is held back
  const counted = apart ? [apart.name] : [policy.rates];
  return JSON.stringify([connector, policy.account ?? account, origin, ...counted]);
}

async function rateStoreOf(binding: HttpBinding, policy: ConnectorPolicy): Promise<RateStore> {
  if (policy.rateStore) return policy.rateStore;
  if (policy.rateScope === 'user') return (await import('../policy/rate-file.ts')).fileRateStore(binding.home);
  return binding.rateStore ?? memoryRateStore();
}

/** A store may wait for others, or for a network. @throws RK_CANCELLED */
function orCancelled<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const cancelled = () => reject(new RolekitError('RK_CANCELLED'));
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', cancelled));
    if (signal.aborted) return cancelled();
    signal.addEventListener('abort', cancelled, { once: true });
  });
}
