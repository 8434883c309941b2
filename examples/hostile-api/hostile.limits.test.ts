import { CONTRACT_CHECKS, contract } from '@rolekit/sdk/testing';
import { expect, it } from 'vitest';
import { startSandbox } from './sandbox/index.ts';
import { BUGS } from './src/bugs.ts';
import { hostilePlugin } from './src/connector.ts';

/** What a description alone can break does not need faults, and hundreds of calls are made only where they are the point. */
const LONG = ['generated-input', 'hostile-input', 'read-only'];
const OF_CALLS = CONTRACT_CHECKS.findIndex((check) => check.id === 'examples');

function checksFor(about: readonly string[]): string[] {
  const ids = CONTRACT_CHECKS.map((check) => check.id);
  const isStatic = about.every((id) => ids.indexOf(id) < OF_CALLS);
  return ids.filter((id, at) => about.includes(id) || (!LONG.includes(id) && (!isStatic || at < OF_CALLS)));
}

// a vendor with one session has none for checks that run beside each other
it.each(BUGS.filter((bug) => !('vendor' in bug)))('$id ($what) breaks $caught, and nothing else', async (bug) => {
  const about: readonly string[] = [bug.caught, ...('also' in bug ? bug.also : [])];
  const options = { level: 'strict', sandbox: startSandbox, only: checksFor(about) } as const;
  const { results } = await contract(hostilePlugin(bug.id), options);
  const failed = results.filter(({ status }) => status === 'failed').map(({ check }) => check);
  expect([...new Set(failed)].toSorted()).toEqual(about.toSorted());
});
