import { basename } from 'node:path';
import { answer } from '@rolekit/sdk';
import { z } from 'zod';
import { connection, FOLDER_SETTING } from '../connection.ts';
import { EXAMPLE_PEERS, EXAMPLE_TARGET } from '../example-companies.ts';
import { pricedOn } from '../pricing-date.ts';
import { companyInput, RULE_WORDS, ruleInput, ruleOf, targetInput } from '../tool-schemas.ts';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export const buildCompsWorkbook = connection.item({
  name: 'models_build_comps_workbook',
  title: 'Build the comps workbook',
  description:
    'Writes an .xlsx with inputs and their sources, multiples, statistics and valuation as formulas, and a sheet of checks. A new file in the Rolekit folder; nothing is overwritten.',
  input: {
    title: z.string().min(1).max(120).describe('Of every sheet, and name of the file.'),
    companies: z.array(companyInput).min(1).max(60).meta({ description: 'As for models_compute_comps.', brief: true }),
    outliers: ruleInput.meta({ description: 'As for models_compute_comps.', brief: true }),
    target: targetInput.optional().meta({ description: 'As for models_value_target.', brief: true }),
  },
  files: true,
  item: z.object({
    path: z.string(),
    bytes: z.int(),
    sha256: z.string(),
    sheets: z.array(z.string()),
    formulas: z.int(),
  }),
  examples: [
    { title: 'Two peers and a target', input: { title: 'Comps', companies: EXAMPLE_PEERS, target: EXAMPLE_TARGET } },
  ],
  words: RULE_WORDS,
  async handler(input, { files, folder }, { words }) {
    // exceljs is large, and most calls of this connector never need it
    const { buildWorkbook } = await import('../workbook/build.ts');
    const { bytes, sheets, formulas } = await buildWorkbook({ ...input, outliers: ruleOf(input.outliers, words) });
    const file = await files.writeNew({
      folder,
      title: input.title,
      extension: 'xlsx',
      content: bytes,
      setting: FOLDER_SETTING,
    });
    return answer(
      { ...file, sheets, formulas },
      {
        files: [{ name: basename(file.path), mimeType: XLSX, content: bytes }],
        asOf: pricedOn(input.companies),
      },
    );
  },
});
