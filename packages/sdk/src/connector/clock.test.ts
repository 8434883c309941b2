import { describe, expect, it } from 'vitest';
import { clockOf, standingClock } from './clock.ts';

describe('the clock of a call', () => {
  it('tells the machine’s time, and its day in UTC', () => {
    const clock = clockOf(() => new Date('2026-11-30T23:30:00-05:00'));
    expect(clock.now().toISOString()).toBe('2026-12-01T04:30:00.000Z');
    expect(clock.zone).toBe('UTC');
    expect(clock.today()).toBe('2026-12-01');
  });

  it.each([
    ['America/New_York', '2026-11-30'],
    ['Asia/Tokyo', '2026-12-01'],
    ['Pacific/Kiritimati', '2026-12-01'],
    ['Pacific/Pago_Pago', '2026-11-30'],
  ])('tells the day of a zone that is named: %s', (zone, day) => {
    expect(clockOf(() => new Date('2026-12-01T04:30:00Z')).today(zone)).toBe(day);
  });

  it('stands still where the data does', async () => {
    const clock = standingClock('2026-11-20T12:00:00Z');
    const before = clock.now();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(clock.now()).toEqual(before);
    expect(clock.today()).toBe('2026-11-20');
  });

  it('gives each caller a date of its own', () => {
    const clock = standingClock('2026-11-20T12:00:00Z');
    clock.now().setUTCDate(30);
    expect(clock.today()).toBe('2026-11-20');
  });

  it('refuses a zone that does not exist', () => {
    expect(() => clockOf().today('Mars/Olympus')).toThrow(RangeError);
  });
});
