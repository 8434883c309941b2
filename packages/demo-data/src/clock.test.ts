import { describe, expect, it } from 'vitest';
import { DEMO_NOW, DEMO_TODAY, sandboxClock } from './index.ts';

describe('the clock of a sandbox', () => {
  it('stands still at noon of the demo’s day', async () => {
    const clock = sandboxClock();
    const before = clock.now().toISOString();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect([before, clock.now().toISOString()]).toEqual(['2026-11-20T12:00:00.000Z', '2026-11-20T12:00:00.000Z']);
    expect([DEMO_NOW, DEMO_TODAY]).toEqual(['2026-11-20T12:00:00Z', '2026-11-20']);
  });

  it('stamps one event after another, and the present is never before the last', () => {
    const clock = sandboxClock();
    expect([clock.stamp(), clock.stamp(), clock.now()].map((date) => date.toISOString())).toEqual([
      '2026-11-20T12:00:00.000Z',
      '2026-11-20T12:00:00.001Z',
      '2026-11-20T12:00:00.001Z',
    ]);
  });

  it('stamps as far apart as the vendor can tell', () => {
    const clock = sandboxClock(undefined, 1000);
    clock.stamp();
    expect(clock.stamp().toISOString()).toBe('2026-11-20T12:00:01.000Z');
  });

  it('follows another present, also one that goes back', () => {
    let now = '2027-01-01T00:00:00Z';
    const clock = sandboxClock(() => new Date(now));
    expect(clock.stamp().toISOString()).toBe('2027-01-01T00:00:00.000Z');
    now = '2026-12-31T00:00:00Z';
    expect([clock.stamp(), clock.now()].map((date) => date.toISOString())).toEqual([
      '2027-01-01T00:00:00.001Z',
      '2027-01-01T00:00:00.001Z',
    ]);
  });
});
