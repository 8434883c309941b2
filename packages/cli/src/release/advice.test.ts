import type { Finding } from '@rolekit/sdk';
import { describe, expect, it } from 'vitest';
import { rolekit } from '../../test/rolekit.ts';
import { temporaryFolder, writeFiles } from '../../test/workspace.ts';
import type { Files } from '../validate/advice.fixture.ts';
import { NOTE_ADVICE } from './advice.fixture.ts';

async function findingsOf(files: Files): Promise<Finding[]> {
  const cwd = writeFiles(temporaryFolder(), { 'pnpm-workspace.yaml': '', ...files });
  const { json } = await rolekit(['version', 'status', '--json'], { cwd });
  return (json.result ?? json.error).findings;
}

describe('advice about a note that is followed makes the finding go away', () => {
  it.each(NOTE_ADVICE.map((advice) => [advice.code, advice.fix, advice] as const))(
    '%s: %s',
    async (code, fix, { wrong, followed }) => {
      expect((await findingsOf(wrong)).map((finding) => [finding.code, finding.fix])).toEqual([[code, fix]]);
      expect(await findingsOf(followed)).toEqual([]);
    },
  );
});
