import { describe, expect, it } from 'vitest';
import { Cache, cached } from './response-cache.ts';

const never = () => Promise.reject(new TypeError('it was loaded again'));

it('a cached function loads each key once', async () => {
  let loads = 0;
  const describe = cached(1000, async (key) => `${key}${++loads}`);
  expect([await describe('a'), await describe('a'), await describe('b'), await describe()]).toEqual([
    'a1',
    'a1',
    'b2',
    '3',
  ]);
});

describe('a cache', () => {
  it('does not remember a load that failed', async () => {
    const cache = new Cache<number>(1000);
    await expect(cache.get('a', never)).rejects.toThrow('loaded again');
    expect(await cache.get('a', async () => 1)).toBe(1);
    expect(await cache.get('a', never)).toBe(1);
  });

  it('shares one load between all who wait, and stops it when nobody does any more', async () => {
    const cache = new Cache<number>(1000);
    let loads = 0;
    let stopped = false;
    const load = (signal: AbortSignal) => {
      loads++;
      signal.addEventListener('abort', () => {
        stopped = true;
      });
      return new Promise<number>(() => {});
    };
    const [one, other] = [new AbortController(), new AbortController()];
    const waiting = [cache.get('a', load, one.signal), cache.get('a', load, other.signal)];
    one.abort();
    await expect(waiting[0]).rejects.toMatchObject({ code: 'RK_CANCELLED' });
    expect([loads, stopped]).toEqual([1, false]);
    other.abort();
    await expect(waiting[1]).rejects.toMatchObject({ code: 'RK_CANCELLED' });
    expect(stopped).toBe(true);
    expect(await cache.get('a', async () => 2)).toBe(2);
  });

  it('forgets when the time is over', async () => {
    let now = 0;
    const cache = new Cache<number>(1000, { now: () => now });
    cache.set('a', 1);
    expect([cache.peek('a'), cache.peek('b')]).toEqual([1, undefined]);
    now = 1000;
    expect(cache.peek('a')).toBeUndefined();
    expect(await cache.get('a', async () => 2)).toBe(2);
  });

  it('keeps no more than it may: the oldest go first, and what just came stays', async () => {
    const cache = new Cache<string>(1000, { most: 10, weigh: (text) => text.length });
    cache.set('a', 'aaaa');
    await cache.get('b', async () => 'bbbb');
    cache.set('c', 'cccc');
    expect([cache.peek('a'), cache.peek('b'), cache.peek('c')]).toEqual([undefined, 'bbbb', 'cccc']);
    cache.set('c', 'c');
    cache.set('d', 'ddddd');
    expect([cache.peek('b'), cache.peek('c'), cache.peek('d')]).toEqual(['bbbb', 'c', 'ddddd']);
    cache.set('e', 'e'.repeat(99));
    expect([cache.peek('c'), cache.peek('d'), cache.peek('e')?.length]).toEqual([undefined, undefined, 99]);
  });
});
