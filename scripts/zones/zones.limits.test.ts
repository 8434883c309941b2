import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';

const CHILD = fileURLToPath(new URL('answers.child.ts', import.meta.url));
const MAX_BYTES = 64 * 1024 * 1024;
/** A bound of what hangs: a process takes ten seconds of a core, on a machine with eight other things to do more. */
const MAX_MS = 600_000;

/** Lines of a process whose machine stands in that zone. */
async function answersIn(zone: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=rolekit-source', CHILD], {
    env: { ...process.env, TZ: zone },
    maxBuffer: MAX_BYTES,
    timeout: MAX_MS,
  });
  return stdout.trim().split('\n');
}

let [offset, ...expected]: string[] = [];
beforeAll(async () => {
  [offset, ...expected] = await answersIn('UTC');
}, MAX_MS);

it('every connector answers under UTC', () => {
  expect(offset).toBe('[0]');
  const connectors = new Set(expected.map((line) => /^\["([a-z]+)_/.exec(line)?.[1]).filter(Boolean));
  expect([...connectors]).toEqual(['charts', 'models', 'factset', 'hubspot', 'salesforce', 'slack', 'snowflake']);
});

it('only what is wrong everywhere is refused', () => {
  const refused = expected.filter((line) => JSON.parse(line)[2] === true);
  expect(refused).toEqual([expect.stringContaining('["factset_get_prices",{"ids":["NVRA-US"],"from":"2026-02-30"')]);
});

describe.each([
  ['Pacific/Kiritimati', '[640]'], // 10:40 behind in 1970, 14 hours ahead today
  ['America/St_Johns', '[210]'],
  ['Asia/Kathmandu', '[-330]'],
])('on a machine in %s', (zone, minutes) => {
  it(
    'every tool answers the same',
    async () => {
      const [there, ...answers] = await answersIn(zone);
      expect(there).toBe(minutes);
      expect(answers).toEqual(expected);
    },
    MAX_MS,
  );
});
