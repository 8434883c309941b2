import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { buildWorkbook } from '../../connectors/models/src/workbook/build.ts';

const run = promisify(execFile);

/** Texts that a writer of Office Open XML can lose or change, each as it has to be read again. */
const TEXTS = [
  "D'Alsace & <Söhne>",
  ']]>',
  '&amp; &#65;',
  'run_x0041_id',
  '_x000D_',
  '_x005F_x0041_',
  '  two blanks before',
  'two blanks behind  ',
  'two  blanks',
  '=1+1',
  '+1-2',
  '-1',
  '@SUM(A1)',
  "'quoted",
  '007',
  '1e5',
  '0x1F',
  '2026-11-20',
  '29.02.1900',
  'TRUE',
  '#REF!',
  '9007199254740993',
  '数量 👩🏽‍💻 𠮷',
  'عربي 123',
  'a\u00a0b\u2003c',
];

it('shows every text in LibreOffice as it was given', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rolekit-texts-'));
  const same = { currency: 'EUR', price: 10, shares: 100, netDebt: 5, netIncome: null, revenue: 500, ebitda: 90 };
  const odd = ['tab\tand\u000bvertical\u0000', 'half \ud83d', 'no \ufffe character \uffff'];
  const companies = [...TEXTS, ...odd].map((name, index) => {
    return {
      ...same,
      id: `P${index}`,
      name,
      period: 'LTM',
      asOf: '2026-11-19',
      source: `${name}\n${'long '.repeat(1000)}`,
    };
  });
  const title = 'Peers of [Q4] / FY*26?: "50%" & <more> '.repeat(3);
  const { bytes } = await buildWorkbook({ title, companies, outliers: { method: 'iqr', factor: 1.5 } });
  await writeFile(join(folder, 'texts.xlsx'), bytes);
  const filter = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1';
  const profile = `-env:UserInstallation=file://${folder}/profile`;
  await run(
    'soffice',
    ['--headless', profile, '--convert-to', filter, '--outdir', folder, join(folder, 'texts.xlsx')],
    {
      timeout: 120_000,
    },
  );
  const inputs = await readFile(join(folder, 'texts-Inputs.csv'), 'utf8');
  const checks = await readFile(join(folder, 'texts-Checks.csv'), 'utf8');
  await rm(folder, { recursive: true, force: true });
  const shown = TEXTS.filter((text) => {
    const written = /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    return inputs.includes(`\n${written},P`);
  });
  expect(shown).toEqual(TEXTS);
  expect(checks).toContain('All checks,,,OK');
});
