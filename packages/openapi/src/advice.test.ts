import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Finding, RolekitError } from '@rolekit/sdk';
import { describe, expect, it } from 'vitest';
import { temporaryFolder, writeFiles } from '../../sdk/test/folder.ts';
import { SPEC_ADVICE, type SpecAdvice } from './advice.fixture.ts';
import { importOpenApi } from './import.ts';

/** What an import of the description says of it, errors too. */
async function findingsOf(spec: SpecAdvice['wrong'], beside: SpecAdvice['beside'] = {}): Promise<readonly Finding[]> {
  const folder = writeFiles(temporaryFolder(), beside);
  const file = join(folder, 'spec.json');
  await writeFile(file, typeof spec === 'string' ? spec : JSON.stringify(spec));
  const target = { name: 'depot', title: 'Depot' };
  try {
    return (await importOpenApi(file, target, { tags: [], paths: [], operations: [] })).report.findings;
  } catch (error) {
    if (!(error instanceof RolekitError)) throw error;
    return error.data.findings as Finding[];
  }
}

describe('advice about a description that is followed makes the finding go away', () => {
  it.each(SPEC_ADVICE.map((row) => [row.code, row.fix, row] as const))(
    '%s: %s',
    async (code, fix, { wrong, followed, beside }) => {
      const before = await findingsOf(wrong, beside);
      expect(before.filter((finding) => finding.code === code).map((finding) => finding.fix)).toEqual([fix]);
      expect(await findingsOf(followed, beside)).toEqual([]);
    },
  );
});
