import { foreignAnswers } from '@rolekit/sdk/testing';
import { expect, it } from 'vitest';
import { startSandbox } from './index.ts';

it('gives nothing to a page of another site, however it asks', async () => {
  const sandbox = await startSandbox();
  const authorization = `Bearer ${sandbox.credentials.accessToken}`;
  const answers = await foreignAnswers(`${sandbox.baseUrl}/crm/v3/objects/companies`, { authorization });
  await sandbox.close();
  for (const { what, status, body } of answers)
    expect([what, status, JSON.parse(body)]).toEqual([
      what,
      403,
      expect.objectContaining({ category: 'VALIDATION_ERROR', message: 'Not a request for this sandbox' }),
    ]);
});
