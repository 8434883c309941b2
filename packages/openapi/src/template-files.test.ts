import { foreignAnswers } from '@rolekit/sdk/testing';
import { expect, test } from 'vitest';
import { startSandbox } from '../templates/sandbox/index.ts';

test('the sandbox of the template gives nothing to a page of another site, however it asks', async () => {
  const { baseUrl, credentials, close } = await startSandbox();
  const authorization = `Bearer ${credentials.apiKey}`;
  const answers = await foreignAnswers(`${baseUrl}/notes`, { authorization });
  await close();
  for (const { what, status, body } of answers)
    expect([what, status, JSON.parse(body)]).toEqual([what, 403, { error: 'This request is not for the sandbox.' }]);
});
