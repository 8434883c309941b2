import { readFile } from 'node:fs/promises';
import { CONTRACT_CHECKS, contract } from '@rolekit/sdk/testing';
import { describe, expect, it } from 'vitest';
import { startSandbox } from './sandbox/index.ts';
import { BUGS, REPORTED } from './src/bugs.ts';
import { hostileConnector, hostilePlugin } from './src/connector.ts';

const failedIn = (report: Awaited<ReturnType<typeof contract>>) => [
  ...new Set(report.results.filter((result) => result.status === 'failed').map((result) => result.check)),
];

it('passes a careful connector against a hostile vendor, without a waiver', async () => {
  const report = await contract(hostileConnector(), { level: 'strict', sandbox: startSandbox });
  expect(report.results.filter((result) => result.status === 'failed')).toEqual([]);
  const skipped = report.results.filter((result) => result.status === 'skipped').map((result) => result.check);
  expect([...new Set(skipped)]).toEqual(['stdio']);
});

it('passes a careful connector against a vendor that keeps one session', async () => {
  const sandbox = () => startSandbox({ oneSession: true });
  const only = ['examples', 'parallel'];
  expect(failedIn(await contract(hostileConnector(), { level: 'strict', sandbox, only }))).toEqual([]);
});

it('is the table of docs/testing.md', async () => {
  const docs = await readFile(new URL('../../docs/testing.md', import.meta.url), 'utf8');
  const rows = BUGS.map((bug) => `| ${bug.what} | \`${bug.caught}\` | ${'seen' in bug ? bug.seen : ''} |`);
  expect(docs).toContain(['| mistake | caught by | seen |', '|---|---|---|', ...rows].join('\n'));
});

it('has a mistake, or the SDK’s word, for everything that is reported, and says so in docs/testing.md', async () => {
  const docs = await readFile(new URL('../../docs/testing.md', import.meta.url), 'utf8');
  const checksOf = (ids: readonly string[]) => [
    ...new Set(BUGS.filter(({ id }) => ids.includes(id)).map(({ caught }) => `\`${caught}\``)),
  ];
  const rows = REPORTED.map(({ what, bugs, sdk }) => {
    const answered = [...checksOf(bugs), ...(sdk ? [`the SDK ${sdk}`] : [])];
    expect([what, answered.length > 0]).toEqual([what, true]);
    return `| ${what} | ${answered.join(', ')} |`;
  });
  expect(docs).toContain(['| reported | answered by |', '|---|---|', ...rows].join('\n'));
});

it('has a mistake for every check that a connector can break alone', () => {
  const caught = new Set<string>(BUGS.flatMap((bug) => [bug.caught, ...('also' in bug ? bug.also : [])]));
  const missing = CONTRACT_CHECKS.map(({ id }) => id).filter((id) => !caught.has(id));
  // of what the SDK does itself, stdio.test.ts and the suite's own tests break a server instead
  // this vendor says no by its status; own-forms.test.ts breaks a connector of one that says it with 200
  expect(missing.toSorted()).toEqual(['cursors', 'errors/refused', 'stdio']);
});

it('says the same of the same connector for the same seed', async () => {
  const problems = async (seed: number) => {
    const only = ['generated-input', 'hostile-input'];
    const subject = hostilePlugin('text-as-pattern', 'prototype-lookup');
    return (await contract(subject, { level: 'strict', sandbox: startSandbox, only, seed })).results.map(
      ({ check, of, problem }) => [check, of, problem?.replace(/\(\w{8}\)/, '')],
    );
  };
  expect(await problems(5)).toEqual(await problems(5));
});

/** What must not be said is looked for in what other checks heard. */
const HEARD = ['examples', 'result-files', 'approval', 'errors/unavailable'];

describe('names what a connector does wrong:', () => {
  it.each(BUGS)('$id ($what) is caught by $caught', async (bug) => {
    const subject = hostilePlugin(bug.id);
    const also: readonly string[] = 'also' in bug ? bug.also : [];
    const about = [bug.caught, ...also];
    const only = about.includes('secrets') ? [...about, ...HEARD] : about;
    const sandbox = () => startSandbox('vendor' in bug ? bug.vendor : {});
    const report = await contract(subject, { level: 'strict', sandbox, only });
    expect(failedIn(report).toSorted()).toEqual([bug.caught, ...also].toSorted());
  });
});
