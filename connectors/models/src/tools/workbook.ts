import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineTool, RolekitError } from '@rolekit/sdk';
import { z } from 'zod';
import { connection } from '../connection.ts';
import { companyInput, ruleInput, targetInput } from '../shapes.ts';

export const buildCompsWorkbook = defineTool({
  connection,
  name: 'models_build_comps_workbook',
  title: 'Build the comps workbook',
  description:
    'Writes an .xlsx with inputs and their sources, multiples, statistics and valuation as formulas, and a sheet of checks. A new file in the Rolekit folder; nothing is overwritten.',
  access: 'read',
  input: z.object({
    title: z.string().min(1).max(120),
    companies: z.array(companyInput).min(1).max(60),
    outliers: ruleInput,
    target: targetInput.optional(),
  }),
  item: z.object({
    path: z.string(),
    bytes: z.int(),
    sha256: z.string(),
    sheets: z.array(z.string()),
    formulas: z.int(),
  }),
  async handler({ input, connection: { folder } }) {
    // exceljs is large, and most calls of this connector never need it
    const { buildWorkbook } = await import('../workbook/build.ts');
    const { bytes, sheets, formulas } = await buildWorkbook(input);
    await mkdir(folder, { recursive: true });
    const path = await writeNew(folder, fileName(input.title), bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { item: { path, bytes: bytes.byteLength, sha256, sheets, formulas } };
  },
});

function fileName(title: string): string {
  return (
    title
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '')
      .slice(0, 60) || 'comps'
  );
}

async function writeNew(folder: string, name: string, bytes: Uint8Array): Promise<string> {
  for (let number = 1; number <= 1000; number++) {
    const path = join(folder, number === 1 ? `${name}.xlsx` : `${name}-${number}.xlsx`);
    try {
      await writeFile(path, bytes, { flag: 'wx' });
      return path;
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'EEXIST') {
        throw new RolekitError('RK_FILE', {
          path,
          reason: `cannot be written (${String((error as { code?: unknown }).code)})`,
          hint: 'Set ROLEKIT_MODELS_FOLDER to a folder that you may write to.',
        });
      }
    }
  }
  throw new RolekitError('RK_CONFLICT', { reason: `${folder} already holds 1,000 workbooks named ${name}.` });
}
