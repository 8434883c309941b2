import { describe, expect, it } from 'vitest';
import { BUILD_ADVICE } from './advice.fixture.ts';

describe('advice of a build that is followed makes the finding go away', () => {
  it.each(BUILD_ADVICE.map((row) => [row.code, row.fix, row] as const))(
    '%s: %s',
    async (code, fix, { wrong, followed }) => {
      const found = (await wrong()).filter((finding) => finding.code === code);
      expect(found.map((finding) => finding.fix)).toEqual([fix]);
      expect(await followed()).toEqual([]);
    },
  );
});
