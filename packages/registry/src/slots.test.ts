import { expect, test } from 'vitest';
import { Slots } from './slots.ts';

test('so many at once, some wait in turn, and the rest are told to come back', async () => {
  const slots = new Slots(1, 1);
  const first = await slots.take();
  const second = slots.take();
  await expect(slots.take()).rejects.toMatchObject({ code: 'RK_BUSY', status: 503, headers: { 'retry-after': '5' } });
  first();
  // Giving it back twice gives it back once.
  first();
  const release = await second;
  const third = slots.take();
  let isFree = false;
  void third.then(() => {
    isFree = true;
  });
  await Promise.resolve();
  expect(isFree).toBe(false);
  release();
  (await third)();
});
