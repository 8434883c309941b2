import { describe, expect, it } from 'vitest';
import { fill } from './error-template.ts';
import { RolekitError, withData } from './errors.ts';

// what follows is checked by the compiler only
export const wrong = () => [
  // @ts-expect-error its texts have placeholders
  new RolekitError('RK_FILE'),
  // @ts-expect-error `hint` is missing
  new RolekitError('RK_FILE', { path: 'a', reason: 'b' }),
  // @ts-expect-error `reson` is misspelt
  new RolekitError('RK_FILE', { path: 'a', reson: 'b', hint: 'c' }),
  // @ts-expect-error its texts have no `connector`
  new RolekitError('RK_FILE', { path: 'a', reason: 'b', hint: 'c', connector: 'd' }),
  // @ts-expect-error it has no placeholder
  new RolekitError('RK_CANCELLED', { reason: 'a' }),
  // @ts-expect-error a value is a text or a number
  new RolekitError('RK_CONFLICT', { reason: undefined }),
  // @ts-expect-error no text has `reson`
  withData(new RolekitError('RK_CANCELLED'), { reson: 'a' }),
];

describe('an error', () => {
  it('has its values in message and fix', () => {
    const error = new RolekitError('RK_FILE', { path: 'a.json', reason: 'it is empty', hint: 'Fill it.' });
    expect([error.message, error.fix]).toEqual(['a.json: it is empty', 'Fill it.']);
  });

  it('can do without an optional value, and carries facts for code', () => {
    const data = { connector: 'Shop', reason: 'no settings', command: 'rolekit connect shop' };
    expect(new RolekitError('RK_NOT_CONNECTED', data).fix).toBe('Run `rolekit connect shop`, then try again.');
    const demo = ' here';
    expect(new RolekitError('RK_NOT_CONNECTED', { ...data, demo }).fix).toContain('`rolekit connect shop` here, then');
    expect(new RolekitError('RK_CANCELLED', { resume: 'p2' }).data).toEqual({ resume: 'p2' });
  });

  it('keeps its other data where some of it changes', () => {
    const error = new RolekitError('RK_FILE', { path: 'a.json', reason: 'it is empty', hint: 'Fill it.' });
    const changed = withData(error, { reason: 'it is gone' });
    expect([changed.code, changed.message, changed.cause]).toEqual(['RK_FILE', 'a.json: it is gone', error]);
  });
});

describe('a template', () => {
  it('takes a value as it is, and nothing that an object has by itself', () => {
    expect(fill('{a} and {b}', { a: '{b}', b: 0 })).toBe('{b} and 0');
    expect(fill('{constructor}.', {})).toBe('.');
  });
});
