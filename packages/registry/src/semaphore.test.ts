import { expect, test } from 'vitest';
import { Semaphore } from './semaphore.ts';

test('so many at once, some wait in turn, and the rest are told to come back', async () => {
  const semaphore = new Semaphore(1, 1);
  const first = await semaphore.take();
  const second = semaphore.take();
  await expect(semaphore.take()).rejects.toMatchObject({
    code: 'RK_BUSY',
    status: 503,
    headers: { 'retry-after': '5' },
  });
  first();
  // Giving it back twice gives it back once.
  first();
  const release = await second;
  const third = semaphore.take();
  let isFree = false;
  void third.then(() => {
    isFree = true;
  });
  await Promise.resolve();
  expect(isFree).toBe(false);
  release();
  (await third)();
});

test('one key does not take all, and keys that wait get slots in turn', async () => {
  const semaphore = new Semaphore(2, 10, { each: 1 });
  const order: string[] = [];
  const take = (by: string) =>
    semaphore.take({ by }).then((release) => {
      order.push(by);
      return release;
    });
  const [a1, a2, a3] = [take('a'), take('a'), take('a')];
  const [b1, c1] = [take('b'), take('c')];
  (await a1)();
  (await b1)();
  (await c1)();
  (await a2)();
  (await a3)();
  expect(order).toEqual(['a', 'b', 'a', 'c', 'a']);
  expect([semaphore.free, semaphore.waiting]).toEqual([2, 0]);
});

test('whoever leaves waits no longer', async () => {
  const semaphore = new Semaphore(1, 10);
  const release = await semaphore.take();
  const controller = new AbortController();
  const gone = semaphore.take({ signal: controller.signal });
  const next = semaphore.take();
  controller.abort(new Error('gone'));
  await expect(gone).rejects.toThrow('gone');
  expect(semaphore.waiting).toBe(1);
  release();
  (await next)();
  expect(semaphore.free).toBe(1);
  await expect(semaphore.take({ signal: controller.signal })).rejects.toThrow('gone');
});

test('when nobody else may wait, the longest queue gives way', async () => {
  const semaphore = new Semaphore(1, 2);
  const release = await semaphore.take({ by: 'many' });
  const [first, second] = [semaphore.take({ by: 'many' }), semaphore.take({ by: 'many' })];
  const other = semaphore.take({ by: 'other' });
  await expect(second).rejects.toMatchObject({ code: 'RK_BUSY' });
  release();
  (await first)();
  (await other)();
  expect([semaphore.free, semaphore.waiting]).toEqual([1, 0]);
});

test('newest first, whoever came last is served next, and the oldest gives way', async () => {
  const semaphore = new Semaphore(1, 2, { newestFirst: true });
  const release = await semaphore.take();
  const oldest = semaphore.take();
  const order: string[] = [];
  const take = async (name: string) => {
    const given = await semaphore.take();
    order.push(name);
    return given;
  };
  const [middle, newest] = [take('middle'), take('newest')];
  await expect(oldest).rejects.toMatchObject({ code: 'RK_BUSY' });
  release();
  (await newest)();
  (await middle)();
  expect(order).toEqual(['newest', 'middle']);
});
