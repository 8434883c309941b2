import { expect, it } from 'vitest';
import { RolekitError } from '../../errors.ts';
import { withClock } from './clock-skew.ts';

const refused = new RolekitError('RK_AUTH_EXPIRED', { connector: 'shop', reason: 'HTTP 401', command: 'c' });
const NOON = Date.UTC(2026, 10, 20, 12);
const at = (ms: number) => new Headers({ date: new Date(NOON + ms).toUTCString() });

it.each([
  [0, 'HTTP 401'],
  [-59_000, 'HTTP 401'],
  [-10 * 60_000, 'HTTP 401 (the clock of this machine is 10 min ahead: set it right first)'],
  [5 * 3_600_000, 'HTTP 401 (the clock of this machine is 5 h behind: set it right first)'],
])('a vendor whose clock is %i ms away is told: %s', (ms, reason) => {
  expect(withClock(refused, at(ms), NOON).message).toBe(`shop does not accept the credentials: ${reason}`);
});

it('nothing is said without a date, and of no other error', () => {
  expect(withClock(refused, new Headers(), NOON)).toBe(refused);
  expect(withClock(refused, new Headers({ date: 'soon' }), NOON)).toBe(refused);
  const other = new RolekitError('RK_CONFLICT', { reason: 'x' });
  expect(withClock(other, at(3_600_000), NOON)).toBe(other);
});
