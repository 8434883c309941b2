import { expect, test } from 'vitest';
import { foreignAnswers } from '../foreign-requests.ts';
import { startProxy } from './proxy.ts';

test('a page of another site does not get through to what is behind it, however it asks', async () => {
  let seen = 0;
  const proxy = await startProxy('http://127.0.0.1:1', async (_, __, response) => {
    seen += 1;
    response.writeHead(200).end();
  });
  const answers = await foreignAnswers(`${proxy.baseUrl}/notes`);
  await proxy.close();
  for (const { what, status } of answers) expect([what, status]).toEqual([what, 403]);
  expect(seen).toBe(1);
});
