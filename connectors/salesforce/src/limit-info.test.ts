import { expect, it } from 'vitest';
import { parseLimitInfo } from './limit-info.ts';

it('reads the calls used of a limit header', () => {
  expect(parseLimitInfo('api-usage=18/5000')).toEqual({ used: 18, max: 5000 });
  expect(parseLimitInfo('api-usage=18/5000, per-app-api-usage=17/250(appName=x)')).toEqual({ used: 18, max: 5000 });
});

it('knows nothing of a header that is not there', () => {
  expect(parseLimitInfo(null)).toBeUndefined();
});
