import { expect, it } from 'vitest';
import { Gate } from './gate.ts';

it('a caller that gives up loses its place in the queue and nobody else’s', async () => {
  const gate = new Gate(1);
  const leave = await gate.enter();
  const abort = new AbortController();
  const gone = gate.enter(abort.signal);
  const next = gate.enter();
  abort.abort();
  await expect(gone).rejects.toMatchObject({ code: 'RK_CANCELLED' });
  leave();
  leave();
  const leaveNext = await next;
  let third = false;
  const last = gate.enter().then(() => {
    third = true;
  });
  await Promise.resolve();
  expect(third).toBe(false);
  leaveNext();
  await last;
});

it('an aborted caller is not let in', async () => {
  await expect(new Gate(1).enter(AbortSignal.abort())).rejects.toMatchObject({ code: 'RK_CANCELLED' });
});
