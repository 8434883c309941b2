import { expect, it } from 'vitest';
import { Semaphore } from './semaphore.ts';

it('a caller that gives up loses its place in the queue and nobody else’s', async () => {
  const semaphore = new Semaphore(1);
  const leave = await semaphore.enter();
  const abort = new AbortController();
  const gone = semaphore.enter(abort.signal);
  const next = semaphore.enter();
  abort.abort();
  await expect(gone).rejects.toMatchObject({ code: 'RK_CANCELLED' });
  leave();
  leave();
  const leaveNext = await next;
  let third = false;
  const last = semaphore.enter().then(() => {
    third = true;
  });
  await Promise.resolve();
  expect(third).toBe(false);
  leaveNext();
  await last;
});

it('an aborted caller is not let in', async () => {
  await expect(new Semaphore(1).enter(AbortSignal.abort())).rejects.toMatchObject({ code: 'RK_CANCELLED' });
});
