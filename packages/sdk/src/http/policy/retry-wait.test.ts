import { describe, expect, it } from 'vitest';
import { headerWaitMs, type Wait, waitMs } from './retry-wait.ts';

const half = () => 0.5;
const at = Date.parse('2026-11-20T10:00:00Z');

describe('a wait', () => {
  it('by a header that is missing, empty or nonsense falls back', () => {
    const wait: Wait = { kind: 'header', header: 'x-reset', unit: 'seconds', otherwise: { kind: 'constant', ms: 70 } };
    expect(waitMs(wait, { attempt: 1, headers: new Headers() })).toBe(70);
    expect(waitMs(wait, { attempt: 1, headers: new Headers({ 'x-reset': '-5' }) })).toBe(70);
    expect(waitMs(wait, { attempt: 1, headers: new Headers({ 'x-reset': 'soon' }) })).toBe(70);
    expect(waitMs(wait, { attempt: 1 })).toBe(70);
  });

  it('grows to its limit, the random part taken off', () => {
    const wait: Wait = { kind: 'exponential', firstMs: 100, maxMs: 1000 };
    expect([1, 2, 3, 4, 5, 50].map((attempt) => waitMs(wait, { attempt, random: half }))).toEqual([
      75, 150, 300, 600, 750, 750,
    ]);
  });

  it('that is constant is shortened by its random part alone', () => {
    const wait: Wait = { kind: 'constant', ms: 100, jitter: 0.4 };
    expect([0, 0.5, 1].map((part) => waitMs(wait, { attempt: 9, random: () => part }))).toEqual([100, 80, 60]);
    expect(waitMs({ kind: 'constant', ms: 100 }, { attempt: 1 })).toBe(100);
  });

  it('until a time is counted by the clock that names it, not by ours', () => {
    const date = 'Fri, 20 Nov 2026 08:00:00 GMT';
    const read = (value: string, unit: Parameters<typeof headerWaitMs>[2]) =>
      headerWaitMs(new Headers({ h: value, date }), 'h', unit, at);
    expect(read('Fri, 20 Nov 2026 08:00:07 GMT', 'retry-after')).toBe(7000);
    expect(read(String(Date.parse(date) / 1000 + 7), 'epoch-seconds')).toBe(7000);
    expect(headerWaitMs(new Headers({ h: String(at + 5), date: 'today' }), 'h', 'epoch-milliseconds', at)).toBe(5);
  });

  it('stands in the body with vendors that say it there, and falls back where it does not', () => {
    const wait: Wait = {
      kind: 'body',
      at: 'error.retry_after',
      unit: 'seconds',
      otherwise: { kind: 'constant', ms: 70 },
    };
    const read = (retry_after: unknown) => waitMs(wait, { attempt: 1, body: { error: { retry_after } } });
    expect([1.5, '2', 0].map(read)).toEqual([1500, 2000, 0]);
    expect([-1, 'soon', null, true, undefined].map(read)).toEqual([70, 70, 70, 70, 70]);
    const until: Wait = { kind: 'body', at: 'reset', unit: 'epoch-seconds' };
    expect(waitMs(until, { attempt: 1, body: { reset: at / 1000 + 3 }, now: at })).toBe(3000);
  });

  it('of a header is never shortened by jitter', () => {
    const wait: Wait = { kind: 'header', header: 'retry-after', unit: 'retry-after', jitter: 0.2 };
    expect(waitMs(wait, { attempt: 1, headers: new Headers({ 'retry-after': '10' }), random: half })).toBe(11_000);
  });
});

it('reads every unit that vendors use', () => {
  const read = (value: string, unit: Parameters<typeof headerWaitMs>[2]) =>
    headerWaitMs(new Headers({ h: value }), 'h', unit, at);
  expect(read('2', 'seconds')).toBe(2000);
  expect(read('2', 'milliseconds')).toBe(2);
  expect(read(String(at / 1000 + 3), 'epoch-seconds')).toBe(3000);
  expect(read(String(at + 40), 'epoch-milliseconds')).toBe(40);
  expect(read(String(at - 40), 'epoch-milliseconds')).toBe(0);
  expect(read('Fri, 20 Nov 2026 10:00:10 GMT', 'retry-after')).toBe(10_000);
  expect(read('Fri, 20 Nov 2026 10:00:10 GMT', 'seconds')).toBeUndefined();
});
