/** How often a vendor lets itself be called. */
export type CallRate =
  /** At most `calls` in any `perMs` milliseconds. */
  | { kind?: 'window'; calls: number; perMs: number }
  /** `capacity` calls at once, refilled by `perSecond`. */
  | { kind: 'bucket'; capacity: number; perSecond: number };

/** Where the calls of one account are counted. `memory` counts for one process, `fileRateStore` for all of a user. */
export interface RateStore {
  /** Counts one call against all rates and answers 0, or counts nothing and answers the milliseconds to wait. */
  take(key: string, rates: readonly CallRate[], now: number): Promise<number>;
  /** No calls before `until`: the vendor said so. */
  block(key: string, until: number): Promise<void>;
}

/** The calls counted for one key; plain JSON, bounded in size whatever the rate. */
export interface RateState {
  blockedUntil: number;
  counts: (WindowCount | BucketCount)[];
}
/** Slots of a sixtieth of the window, as `[slot, calls]`, oldest first. */
interface WindowCount {
  slots: [number, number][];
}
interface BucketCount {
  tokens: number;
  at: number;
}

const SLOTS = 60;

/**
 * Nobody is held back for longer: a vendor may have meant another unit, a clock may have been wrong, and files outlast
 * processes. Then the vendor is asked again, and says it again.
 */
export const MAX_BLOCK_MS = 3_600_000;

/** Counts one call if every rate has room for it: the new state, and 0 or the milliseconds to wait. */
export function takeCall(
  state: RateState | undefined,
  rates: readonly CallRate[],
  now: number,
): { state: RateState; waitMs: number } {
  const stored = state?.blockedUntil ?? 0;
  const blockedUntil = stored > now + MAX_BLOCK_MS ? 0 : stored;
  const tried = rates.map((rate, index) => take(rate, state?.counts[index], now));
  const waitMs = Math.max(0, blockedUntil - now, ...tried.map((item) => item.waitMs));
  const counts = tried.map((item) => (waitMs > 0 ? item.before : item.after));
  return { state: { blockedUntil, counts }, waitMs };
}

interface Tried<Count> {
  before: Count;
  after: Count;
  waitMs: number;
}

function take(rate: CallRate, count: WindowCount | BucketCount | undefined, now: number) {
  // another rate may have been declared under the same key before
  if (rate.kind === 'bucket')
    return takeBucket(rate, count && 'tokens' in count ? count : { tokens: rate.capacity, at: now }, now);
  return takeWindow(rate, count && 'slots' in count ? count : { slots: [] }, now);
}

/** A slot counts until all of it has left the window: never one call too many, at most a sixtieth too slow. */
function takeWindow(
  { calls, perMs }: Exclude<CallRate, { kind: 'bucket' }>,
  count: WindowCount,
  now: number,
): Tried<WindowCount> {
  const width = perMs / SLOTS;
  const slot = Math.floor(now / width);
  const known = count.slots.filter(([index]) => index >= slot - SLOTS);
  const slots = known.some(([index]) => index > slot) ? asOfNow(known, slot) : known;
  const used = slots.reduce((sum, [, number]) => sum + number, 0);
  if (used < calls) {
    const last = slots.at(-1);
    const after: [number, number][] =
      last?.[0] === slot ? [...slots.slice(0, -1), [slot, last[1] + 1]] : [...slots, [slot, 1]];
    return { before: { slots }, after: { slots: after }, waitMs: 0 };
  }
  const oldest = slots[0]?.[0] ?? slot;
  return { before: { slots }, after: { slots }, waitMs: Math.max(1, Math.ceil((oldest + SLOTS + 1) * width - now)) };
}

/** Of a clock that was set back: the calls were made, and nobody knows when. */
function asOfNow(slots: WindowCount['slots'], slot: number): WindowCount['slots'] {
  return [[slot, slots.reduce((sum, [, number]) => sum + number, 0)]];
}

function takeBucket(
  { capacity, perSecond }: CallRate & { kind: 'bucket' },
  count: BucketCount,
  now: number,
): Tried<BucketCount> {
  // a clock that was set back gives nothing
  const gained = (Math.max(0, now - count.at) / 1000) * perSecond;
  const before = { tokens: Math.min(capacity, count.tokens + gained), at: now };
  if (before.tokens >= 1) return { before, after: { tokens: before.tokens - 1, at: now }, waitMs: 0 };
  return { before, after: before, waitMs: Math.max(1, Math.ceil(((1 - before.tokens) / perSecond) * 1000)) };
}

/** Counts in this process. */
export function memoryRateStore(): RateStore {
  const states = new Map<string, RateState>();
  return {
    async take(key, rates, now) {
      const { state, waitMs } = takeCall(states.get(key), rates, now);
      states.set(key, state);
      return waitMs;
    },
    async block(key, until) {
      const state = states.get(key);
      states.set(key, { counts: state?.counts ?? [], blockedUntil: Math.max(until, state?.blockedUntil ?? 0) });
    },
  };
}
