import { CONTRACT_CHECKS, contract } from '@rolekit/sdk/testing';
import { describe, expect, it } from 'vitest';
import { startSandbox } from './sandbox/index.ts';
import { BUGS } from './src/bugs.ts';
import { hostileConnector, hostilePlugin } from './src/connector.ts';

/** Of the checks that call a tool hundreds of times, a bug meets only those that it is about. */
const LONG = ['generated-input', 'hostile-input', 'read-only'];

const failedIn = (report: Awaited<ReturnType<typeof contract>>) => [
  ...new Set(report.results.filter((one) => one.status === 'failed').map((one) => one.check)),
];

it('passes a careful connector against a hostile vendor, without a waiver', async () => {
  const report = await contract(hostileConnector(), { level: 'strict', sandbox: startSandbox });
  expect(report.results.filter((one) => one.status === 'failed')).toEqual([]);
  const skipped = report.results.filter((one) => one.status === 'skipped').map((one) => one.check);
  expect([...new Set(skipped)]).toEqual(['stdio']);
});

describe('names what a connector does wrong:', () => {
  it.each(BUGS)('$id ($what) is caught by $caught', async (bug) => {
    const subject = hostilePlugin(bug.id);
    const also: readonly string[] = 'also' in bug ? bug.also : [];
    const about = [bug.caught, ...also];
    const only = CONTRACT_CHECKS.map((check) => check.id).filter((id) => about.includes(id) || !LONG.includes(id));
    const report = await contract(subject, { level: 'strict', sandbox: startSandbox, only });
    expect(failedIn(report).toSorted()).toEqual([bug.caught, ...also].toSorted());
  });
});
