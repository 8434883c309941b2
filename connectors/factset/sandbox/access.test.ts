import { foreignAnswers } from '@rolekit/sdk/testing';
import { expect, it } from 'vitest';
import { startSandbox } from './index.ts';

it('gives nothing to a page of another site, however it asks', async () => {
  const sandbox = await startSandbox();
  const { username, apiKey } = sandbox.credentials;
  const authorization = `Basic ${Buffer.from(`${username}:${apiKey}`).toString('base64')}`;
  const answers = await foreignAnswers(`${sandbox.baseUrl}/content/factset-estimates/v2/metrics`, { authorization });
  await sandbox.close();
  for (const { what, status, body } of answers)
    expect([what, status, JSON.parse(body)]).toEqual([
      what,
      403,
      expect.objectContaining({
        status: 'Forbidden',
        message:
          what.includes('Origin') || what.includes('change')
            ? 'This origin is not allowed'
            : 'This host name is not the sandbox',
      }),
    ]);
});
