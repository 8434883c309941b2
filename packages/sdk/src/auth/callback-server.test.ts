import { expect, test } from 'vitest';
import { foreignAnswers } from '../testing/foreign-requests.ts';
import { listenForCode } from './callback-server.ts';

test('a page of another site does not answer a sign-in, however it asks', async () => {
  const callback = await listenForCode({
    connector: 'shop',
    state: 's1',
    port: 0,
    path: '/callback',
    timeoutMs: 10_000,
    signal: undefined,
  });
  void callback.answered.then(() => callback.finish(true));
  const answers = await foreignAnswers(`http://127.0.0.1:${callback.port}/callback?state=s1`);
  callback.close();
  for (const { what, status, body } of answers)
    expect([what, status, body]).toEqual([what, 400, 'This is not the sign-in.\n']);
});
