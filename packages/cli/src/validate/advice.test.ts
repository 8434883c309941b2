import type { Finding } from '@rolekit/sdk';
import { describe, expect, it } from 'vitest';
import { temporaryFolder, writeFiles } from '../../test/workspace.ts';
import { CLEAN, type Files, SOURCE_ADVICE } from './advice.fixture.ts';
import { checkPlugin } from './check.ts';

async function findingsOf(files: Files): Promise<Finding[]> {
  const dir = temporaryFolder();
  writeFiles(dir, { ...CLEAN, ...files });
  return (await checkPlugin(dir)).findings;
}

describe('advice that is followed makes the finding go away', () => {
  it.each(SOURCE_ADVICE.map((advice) => [advice.code, advice.fix, advice] as const))(
    '%s: %s',
    async (code, fix, { wrong, followed }) => {
      const before = await findingsOf(wrong);
      expect(before.filter((one) => one.code === code).map((one) => one.fix)).toEqual([fix]);
      expect(await findingsOf(followed)).toEqual([]);
    },
  );
});
