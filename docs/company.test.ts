import { expect, test } from 'vitest';
import { readPage } from '../scripts/docs.mjs';
import { Company } from './walk/company.ts';
import { stepsOf } from './walk/page.ts';

test('the page is run from its beginning to its end', { timeout: 240_000 }, async () => {
  const steps = stepsOf(readPage('docs/company.md'));
  expect(steps.length).toBeGreaterThan(5);
  const company = await Company.open();
  // e2e/hosts/company.test.ts runs those too, with the real hosts
  for (const step of steps) if (step.kind === 'file' || !step.withHosts) await company.do(step);
});
