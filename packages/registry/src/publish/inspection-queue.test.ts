import { expect, test } from 'vitest';
import { InspectionQueue } from './inspection-queue.ts';

/** Takes a place and notes when it was given. */
function watch(queue: InspectionQueue, bytes: number, given: number[]): Promise<() => void> {
  return queue.take(bytes).then((release) => {
    given.push(bytes);
    return release;
  });
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('too many that wait are told to come back', async () => {
  const queue = new InspectionQueue({ atOnce: 1, bytes: 100, waiting: 1 });
  const release = await queue.take(1);
  const second = queue.take(1);
  await expect(queue.take(1)).rejects.toMatchObject({ code: 'RK_BUSY', headers: { 'retry-after': '5' } });
  release();
  (await second)();
});

test('large ones wait for bytes, and small ones behind them do not overtake', async () => {
  const queue = new InspectionQueue({ atOnce: 4, bytes: 100, waiting: 10 });
  const given: number[] = [];
  const first = await watch(queue, 60, given);
  const second = watch(queue, 50, given);
  void watch(queue, 10, given);
  await settled();
  expect(given).toEqual([60]);
  first();
  first();
  await settled();
  expect(given).toEqual([60, 50, 10]);
  void watch(queue, 41, given);
  await settled();
  expect(given).toEqual([60, 50, 10]);
  (await second)();
  await settled();
  expect(given).toEqual([60, 50, 10, 41]);
});

test('no more than so many are at once, however small', async () => {
  const queue = new InspectionQueue({ atOnce: 2, bytes: 100, waiting: 10 });
  const given: number[] = [];
  const first = await watch(queue, 1, given);
  void watch(queue, 2, given);
  void watch(queue, 3, given);
  await settled();
  expect(given).toEqual([1, 2]);
  first();
  await settled();
  expect(given).toEqual([1, 2, 3]);
});

test('one that needs more than there is gets all of it', async () => {
  const queue = new InspectionQueue({ atOnce: 2, bytes: 100, waiting: 10 });
  const release = await queue.take(1000);
  const given: number[] = [];
  void watch(queue, 1, given);
  await settled();
  expect(given).toEqual([]);
  release();
  await settled();
  expect(given).toEqual([1]);
});
