import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { Coalesced } from './coalesced.ts';

/** Counts up; each making has what was written before it began. */
function counter(failed?: (error: unknown) => void) {
  const source = { written: 0, broken: false, begun: 0 };
  const made = new Coalesced(async () => {
    source.begun += 1;
    const { written } = source;
    if (source.broken) throw new RangeError('broken');
    await sleep(5);
    return written;
  }, failed);
  return { source, made };
}

test('a failure is thrown to who asks, told once after a change, and mended by the next one', async () => {
  const failed = vi.fn();
  const { source, made } = counter(failed);
  source.broken = true;
  await expect(made.current()).rejects.toThrow('broken');
  made.change();
  await vi.waitFor(() => expect(failed).toHaveBeenCalledTimes(1));
  expect(source.begun).toBe(2);
  source.broken = false;
  source.written = 1;
  made.change();
  await vi.waitFor(() => expect(made.makings).toBe(1));
  expect(await made.current()).toBe(1);
});

test('a burst of changes is made once, and by itself', async () => {
  const { source, made } = counter(() => {});
  for (let at = 1; at <= 200; at += 1) {
    source.written = at;
    made.change();
  }
  await vi.waitFor(() => expect(made.makings).toBe(1));
  expect(await made.current()).toBe(200);
  expect(made.makings).toBe(1);
});

test('changes that go on are made a few times a second, and the last of them is in it', async () => {
  const { source, made } = counter(() => {});
  for (let at = 1; at <= 100; at += 1) {
    source.written = at;
    made.change();
    await sleep(1);
  }
  await vi.waitFor(() => expect(made.makings).toBeGreaterThan(0));
  expect(await made.current()).toBe(100);
  expect(made.makings).toBeLessThan(10);
});

test('who asks has everything from before, also what changed while it was made', async () => {
  const { source, made } = counter(() => {});
  const first = made.current();
  await vi.waitFor(() => expect(source.begun).toBe(1));
  source.written = 1;
  made.change();
  expect(await first).toBe(0);
  expect(await made.current()).toBe(1);
  expect(await Promise.all([made.current(), made.current()])).toEqual([1, 1]);
  expect(made.makings).toBe(2);
});

test('without anybody to tell of a failure it is made only when it is asked for', async () => {
  const { source, made } = counter();
  made.change();
  await made.settle();
  expect(source.begun).toBe(0);
  expect(await made.current()).toBe(0);
});

test('settling makes what waits at once', async () => {
  const { source, made } = counter(() => {});
  await made.current();
  source.written = 1;
  made.change();
  await made.settle();
  expect([made.makings, source.begun]).toEqual([2, 2]);
});
