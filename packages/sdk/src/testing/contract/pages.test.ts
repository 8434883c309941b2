import { expect, it } from 'vitest';
import type { SandboxOptions } from '../sandbox.ts';
import { contract } from './run.ts';
import { connectorOf, startVendor } from './small-connectors.fixture.ts';

const resultOf = async (goesOn: boolean, sandbox: typeof startVendor) =>
  (await contract(connectorOf(goesOn), { level: 'strict', sandbox, only: ['pagination'] })).results[0];

it('walks small pages where a list fits on one page of the vendor', async () => {
  expect(await resultOf(true, startVendor)).toMatchObject({ status: 'passed' });
});

it('sees that way a list that never goes on', async () => {
  expect(await resultOf(false, startVendor)).toMatchObject({
    status: 'failed',
    problem: "where the vendor's pages have 2 rows: 2 rows come, and 5 where all of them fit on a page",
  });
});

it('does not pass the check of pages without rows over a sandbox that has none', async () => {
  const { results } = await contract(connectorOf(true), {
    level: 'strict',
    sandbox: startVendor,
    only: ['empty-pages'],
  });
  expect(results[0]).toMatchObject({ status: 'failed', problem: expect.stringContaining('`faults.emptyPage`') });
});

it('skips it where the pages of the vendor always have rows', async () => {
  const sandbox: typeof startVendor = async (options) => ({
    ...(await startVendor(options)),
    faults: { isPage: () => true, emptyPage: () => undefined },
  });
  const { results } = await contract(connectorOf(true), { level: 'strict', sandbox, only: ['empty-pages'] });
  expect(results[0]).toMatchObject({ status: 'skipped', reason: 'its pages always have rows, as the sandbox says' });
});

it('says how many rows its examples have, where they fit on the smallest page', async () => {
  const sandbox = (options?: SandboxOptions) => startVendor({ ...options, rows: 2 });
  expect(await resultOf(false, sandbox)).toMatchObject({
    status: 'failed',
    problem: expect.stringContaining(
      'not checked: its longest example has 2 rows, and a second page needs more than 2; add an example that finds more',
    ),
  });
});

it('says that nothing shows the way to a second page, where the sandbox has one page only', async () => {
  const problem = expect.stringContaining(
    'not checked: its longest example has 5 rows and came in one page, though `pageRows` asks for pages of 2',
  );
  expect(await resultOf(false, () => startVendor())).toMatchObject({ status: 'failed', problem });
});
