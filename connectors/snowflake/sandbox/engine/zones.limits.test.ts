import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const CHILD = fileURLToPath(new URL('./zones.child.ts', import.meta.url));

/** On one side of the date line, on the other, and an odd number of minutes off. */
const ZONES = ['Pacific/Auckland', 'Pacific/Pago_Pago', 'Asia/Kathmandu'];

describe('the zone of the machine', () => {
  it('changes no answer about days and times', async () => {
    const run = promisify(execFile);
    const answers = await Promise.all(
      ZONES.map(async (TZ) => {
        const env = { ...process.env, TZ };
        const options = { env, maxBuffer: 2 ** 24 };
        const { stdout } = await run(process.execPath, ['--conditions=rolekit-source', CHILD], options);
        return JSON.parse(stdout) as [string, unknown][];
      }),
    );
    const [first = [], ...others] = answers;
    expect(first.length).toBeGreaterThan(100);
    expect(first.find(([sql]) => sql === 'CURRENT_TIMESTAMP()')).toEqual([
      'CURRENT_TIMESTAMP()',
      [{ V: '2026-11-20T23:30:00Z' }],
    ]);
    for (const other of others) expect(other).toEqual(first);
  }, 300_000);
});
