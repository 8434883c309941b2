import { describe, expect, it } from 'vitest';
import { type CallRate, memoryRateStore, type RateState, takeCall } from './rate-limits.ts';

/** Calls as fast as allowed; answers when each went out. */
function run(rates: CallRate[], calls: number, from = 0): number[] {
  let state: RateState | undefined;
  let now = from;
  const times: number[] = [];
  while (times.length < calls) {
    const taken = takeCall(state, rates, now);
    state = taken.state;
    if (taken.waitMs === 0) times.push(now);
    now += taken.waitMs;
  }
  return times;
}

describe('a moving window', () => {
  it('never lets one call too many through, at any place', () => {
    const times = run([{ kind: 'window', calls: 10, perMs: 1000 }], 95, 487);
    for (const start of times) expect(times.filter((at) => at >= start && at < start + 1000).length).toBeLessThan(11);
    expect(times.at(-1)).toBeLessThan(487 + 9 * 1040);
  });

  it('counts a call until it is out of the window, however often one tries', () => {
    let state: RateState | undefined;
    const times: number[] = [];
    for (let now = 15; now < 5000; now += 7) {
      const taken = takeCall(state, [{ calls: 10, perMs: 1000 }], now);
      state = taken.state;
      if (taken.waitMs === 0) times.push(now);
    }
    for (const start of times) expect(times.filter((at) => at >= start && at < start + 1000).length).toBeLessThan(11);
    expect(times.length).toBe(50);
  });

  it('of a clock that was set back holds nobody back for longer than itself', () => {
    const rates: CallRate[] = [{ calls: 2, perMs: 60_000 }];
    const tomorrow = 86_400_000 + 30_000;
    let { state } = takeCall(undefined, rates, tomorrow);
    ({ state } = takeCall(state, rates, tomorrow));
    const now = takeCall(state, rates, 30_000);
    expect(now.waitMs).toBeGreaterThan(0);
    expect(now.waitMs).toBeLessThan(62_000);
    expect(takeCall(now.state, rates, 30_000 + now.waitMs).waitMs).toBe(0);
  });

  it('keeps a small state for a large limit', () => {
    let state: RateState | undefined;
    for (let call = 0; call < 20_000; call++)
      state = takeCall(state, [{ kind: 'window', calls: 100_000, perMs: 86_400_000 }], call * 4000).state;
    expect(JSON.stringify(state).length).toBeLessThan(2000);
  });
});

describe('a token bucket', () => {
  it('gives its capacity at once and then its refill', () => {
    expect(run([{ kind: 'bucket', capacity: 3, perSecond: 2 }], 6)).toEqual([0, 0, 0, 500, 1000, 1500]);
  });

  it('gains nothing from a clock that was set back', () => {
    const rates: CallRate[] = [{ kind: 'bucket', capacity: 1, perSecond: 1 }];
    const { state } = takeCall(undefined, rates, 10_000);
    expect(takeCall(state, rates, 5000).waitMs).toBe(1000);
  });
});

it('counts nothing when one of several rates has no room', () => {
  const rates: CallRate[] = [
    { kind: 'bucket', capacity: 5, perSecond: 1 },
    { kind: 'window', calls: 1, perMs: 1000 },
  ];
  let { state } = takeCall(undefined, rates, 0);
  for (let again = 0; again < 10; again++) ({ state } = takeCall(state, rates, 10));
  expect(state.counts[0]).toMatchObject({ tokens: 4.01 });
});

it('a block is not believed once a clock was set back behind it', async () => {
  const store = memoryRateStore();
  await store.block('shop', 86_400_000);
  expect(await store.take('shop', [], 1000)).toBe(0);
});

it('a block holds for everybody who shares the key', async () => {
  const store = memoryRateStore();
  await store.block('shop', 5000);
  await store.block('shop', 3000);
  expect(await store.take('shop', [], 1000)).toBe(4000);
  expect(await store.take('other', [], 1000)).toBe(0);
  expect(await store.take('shop', [], 5000)).toBe(0);
});
