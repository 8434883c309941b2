import { describe, expect, it } from 'vitest';
import { ARCHIVE_ADVICE, type BundleAdvice, FILES_ADVICE, FOLDER_ADVICE } from './advice.fixture.ts';

const named = (advice: readonly BundleAdvice[]) => advice.map((row) => [row.code, row.fix, row] as const);

describe('advice about a bundle that is followed makes the finding go away', () => {
  it.each(named([...ARCHIVE_ADVICE, ...FOLDER_ADVICE, ...FILES_ADVICE]))(
    '%s: %s',
    async (code, fix, { wrong, followed }) => {
      const fixes = (await wrong()).filter((finding) => finding.code === code).map((finding) => finding.fix);
      expect([...new Set(fixes)]).toEqual([fix]);
      expect(await followed()).toEqual([]);
    },
  );
});
