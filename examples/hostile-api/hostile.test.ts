import { readFile } from 'node:fs/promises';
import { CONTRACT_CHECKS, contract } from '@rolekit/sdk/testing';
import { describe, expect, it } from 'vitest';
import { startSandbox } from './sandbox/index.ts';
import { BUGS } from './src/bugs.ts';
import { hostileConnector, hostilePlugin } from './src/connector.ts';

/** What a description alone can break does not need faults, and hundreds of calls are made only where they are the point. */
const LONG = ['generated-input', 'hostile-input', 'read-only'];
const OF_CALLS = CONTRACT_CHECKS.findIndex((check) => check.id === 'examples');

function checksFor(about: readonly string[]): string[] {
  const ids = CONTRACT_CHECKS.map((check) => check.id);
  const isStatic = about.every((id) => ids.indexOf(id) < OF_CALLS);
  return ids.filter((id, at) => about.includes(id) || (!LONG.includes(id) && (!isStatic || at < OF_CALLS)));
}

const failedIn = (report: Awaited<ReturnType<typeof contract>>) => [
  ...new Set(report.results.filter((one) => one.status === 'failed').map((one) => one.check)),
];

it('passes a careful connector against a hostile vendor, without a waiver', { timeout: 60_000 }, async () => {
  const report = await contract(hostileConnector(), { level: 'strict', sandbox: startSandbox });
  expect(report.results.filter((one) => one.status === 'failed')).toEqual([]);
  const skipped = report.results.filter((one) => one.status === 'skipped').map((one) => one.check);
  expect([...new Set(skipped)]).toEqual(['stdio']);
});

it('is the table of docs/testing.md', async () => {
  const docs = await readFile(new URL('../../docs/testing.md', import.meta.url), 'utf8');
  const rows = BUGS.map((bug) => `| ${bug.what} | \`${bug.caught}\` | ${'seen' in bug ? bug.seen : ''} |`);
  expect(docs).toContain(['| mistake | caught by | seen |', '|---|---|---|', ...rows].join('\n'));
});

describe('names what a connector does wrong:', () => {
  it.each(BUGS)('$id ($what) is caught by $caught', { timeout: 60_000 }, async (bug) => {
    const subject = hostilePlugin(bug.id);
    const also: readonly string[] = 'also' in bug ? bug.also : [];
    const about = [bug.caught, ...also];
    const only = checksFor(about);
    const report = await contract(subject, { level: 'strict', sandbox: startSandbox, only });
    expect(failedIn(report).toSorted()).toEqual([bug.caught, ...also].toSorted());
  });
});
