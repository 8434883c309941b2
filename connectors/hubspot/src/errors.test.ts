import type { HttpResponse } from '@rolekit/sdk/http';
import { expect, it } from 'vitest';
import { classify } from './errors.ts';

const answer = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  classify({ status, body, headers: new Headers(headers) } as unknown as HttpResponse);
const limited = (policyName: string) => ({ errorType: 'RATE_LIMIT', policyName });

it.each([
  ['a burst', limited('TEN_SECONDLY_ROLLING'), {}, 10_000],
  [
    'a burst of an account that says how long its window is',
    limited('TEN_SECONDLY_ROLLING'),
    { 'x-hubspot-ratelimit-interval-milliseconds': '5000' },
    5000,
  ],
  ['searches', limited('SECONDLY'), {}, 1000],
  ['the day', limited('DAILY'), {}, 3_600_000],
  ['a limit that says itself when', limited('DAILY'), { 'retry-after': '7' }, 7000],
  ['a limit of another name', limited('CONCURRENT'), {}, undefined],
])('the limit of %s is waited for as long as it lasts', (_, body, headers, afterMs) => {
  expect(answer(429, body, headers)).toEqual({ action: 'rate_limited', afterMs });
});

it.each([
  [423, {}, 2000],
  [477, { 'retry-after': '120' }, 120_000],
  [477, {}, 3_600_000],
])('an account or record that is not to be had now (%i) is asked again later', (status, headers, afterMs) => {
  expect(answer(status, {}, headers)).toEqual({ action: 'rate_limited', afterMs });
});

it('a missing scope is named', () => {
  const errors = [{ context: { requiredGranularScopes: ['crm.objects.deals.write'] } }];
  expect(answer(403, { message: 'This app lacks scopes', errors })).toMatchObject({
    action: 'fail',
    error: { code: 'RK_FORBIDDEN', message: expect.stringContaining('(scopes: crm.objects.deals.write)') },
  });
});
