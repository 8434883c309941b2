import { describe, expect, it } from 'vitest';
import { bundleFixture } from '../bundle.fixture.ts';
import { inspectArchive } from '../inspect.ts';
import { packBundle } from '../pack.ts';
import { HOSTILE_BUNDLES } from './table.fixture.ts';
import { WITH_WORDS } from './words.fixture.ts';

async function inspect(changes: Record<string, string | undefined>) {
  return inspectArchive((await packBundle(bundleFixture(changes))).tgz, {}, { privateRemotes: [] });
}

it('the bundle that all of them are changes of is accepted', async () => {
  expect(await inspect({})).toMatchObject({ ok: true, findings: [] });
  expect(await inspect(WITH_WORDS)).toMatchObject({ ok: true, findings: [] });
});

it('has at least 120 bundles, no two of one name', () => {
  expect(HOSTILE_BUNDLES.length).toBeGreaterThanOrEqual(120);
  expect(new Set(HOSTILE_BUNDLES.map(({ name }) => name)).size).toBe(HOSTILE_BUNDLES.length);
});

describe('the gate refuses', () => {
  it.each(HOSTILE_BUNDLES.map((row) => [row.name, row] as const))(
    '%s',
    async (_, { changes, code, file, says = '' }) => {
      const { ok, findings } = await inspect(changes);
      expect(ok).toBe(false);
      const found = findings.map((finding) => `${finding.code} ${finding.file} ${finding.message}`);
      expect(found).toContainEqual(expect.stringMatching(new RegExp(`^${code} `)));
      const matching = findings.filter((finding) => finding.code === code && finding.file === file);
      expect(matching.map(({ message }) => message)).toContainEqual(expect.stringContaining(says));
      expect(matching[0]).toMatchObject({ severity: 'error' });
    },
  );
});
