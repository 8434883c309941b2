import { expect, it } from 'vitest';
import { Slots } from './semaphore.ts';

it('a caller that gives up loses its place in the queue and nobody else’s', async () => {
  const slots = new Slots(1);
  const leave = await slots.enter();
  const abort = new AbortController();
  const gone = slots.enter(abort.signal);
  const next = slots.enter();
  abort.abort();
  await expect(gone).rejects.toMatchObject({ code: 'RK_CANCELLED' });
  leave();
  leave();
  const leaveNext = await next;
  let third = false;
  const last = slots.enter().then(() => {
    third = true;
  });
  await Promise.resolve();
  expect(third).toBe(false);
  leaveNext();
  await last;
});

it('an aborted caller is not let in', async () => {
  await expect(new Slots(1).enter(AbortSignal.abort())).rejects.toMatchObject({ code: 'RK_CANCELLED' });
});
