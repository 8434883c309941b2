import { type CheckResult, contract, type Recording, recordCalls } from '@rolekit/sdk/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { startSandbox } from './sandbox/index.ts';
import type { BugId } from './src/bugs.ts';
import { hostileConnector, hostilePlugin } from './src/connector.ts';

// the sandbox stands in for the live API here: what is recorded is all that the suite gets to see
let recording: Recording;
let secret: string;

beforeAll(async () => {
  const live = await startSandbox();
  const { baseUrl, values } = live;
  secret = values.clientSecret ?? '';
  recording = await recordCalls(hostileConnector(), { baseUrl, values, allow: ['total', 'data.*.customer'] });
  await live.close();
});

const idsOf = (results: readonly CheckResult[], status: CheckResult['status']) => [
  ...new Set(results.filter((result) => result.status === status).map(({ check }) => check)),
];

describe('the contract over recordings', () => {
  it('knows neither secrets nor customers that were not allowed', () => {
    const text = JSON.stringify(recording);
    expect(text).not.toContain(secret);
    expect(text).not.toContain('127.0.0.1');
    expect(recording.settings).toMatchObject({ baseUrl: '{baseUrl}' });
    expect(recording.calls?.map(({ tool }) => tool)).toEqual([
      'hostile_list_orders',
      'hostile_list_orders',
      'hostile_list_orders',
      'hostile_get_order',
    ]);
  });

  it('finds nothing in a careful connector, and says what it could not check', async () => {
    const report = await contract(hostileConnector(), { level: 'strict', recordings: { hostile: recording } });
    expect(report.results.filter(({ status }) => status === 'failed')).toEqual([]);
    expect(report.recorded).toEqual(['hostile']);
    expect(idsOf(report.results, 'passed')).toEqual(
      expect.arrayContaining([
        'examples',
        'output',
        'pagination',
        'projection',
        'kept-rows',
        'errors/timeout',
        'secrets',
      ]),
    );
    const skipped = report.results.filter(({ status }) => status === 'skipped');
    expect(skipped.find(({ check }) => check === 'read-only')?.reason).toBe(
      'no change is recorded, and a recording counts none',
    );
    expect(skipped.find(({ check }) => check === 'generated-input')?.reason).toBe(
      'it asks for more than what was recorded',
    );
  });

  it.each<[BugId, string]>([
    ['first-page-only', 'pagination'],
    ['counts-pages', 'kept-rows'],
    ['extra-column', 'output'],
    ['page-is-empty', 'errors/broken-answer'],
    ['reads-blindly', 'errors/changed-answer'],
    ['shows-secret', 'secrets'],
  ])('names what a connector does wrong: %s by %s', async (bug, check) => {
    const recordings = { hostile: recording };
    const report = await contract(hostilePlugin(bug), { recordings, only: ['examples', check] });
    expect(idsOf(report.results, 'failed')).toEqual([check]);
  });

  it('skips what asks for more, and names it', async () => {
    const exchanges = recording.exchanges.filter(({ path }) => path !== '/orders');
    const less = { ...recording, exchanges };
    const report = await contract(hostileConnector(), { recordings: { hostile: less }, only: ['examples'] });
    expect(report.results.map(({ of, status, reason }) => [of, status, reason])).toEqual([
      ['hostile_list_orders', 'skipped', 'it asks for something that was not recorded: GET /orders ?limit'],
      ['hostile_get_order', 'passed', undefined],
    ]);
  });

  it('has no example of a tool that was not called', async () => {
    const calls = (recording.calls ?? []).filter(({ tool }) => tool !== 'hostile_get_order');
    const report = await contract(hostileConnector(), {
      recordings: { hostile: { ...recording, calls } },
      only: ['output'],
    });
    expect(report.results.find(({ of }) => of === 'hostile_get_order')).toMatchObject({
      status: 'skipped',
      reason: 'none of its calls was recorded',
    });
  });
});
