import { expect, test } from 'vitest';
import { Answers } from './response-cache.ts';

test('an answer is built once until one of its tags is invalidated', async () => {
  const answers = new Answers();
  let built = 0;
  const get = () =>
    answers.get('key', ['a', 'b'], 'text/plain', async () => {
      built += 1;
      return `body ${built}`;
    });
  expect((await get()).body.toString()).toBe('body 1');
  expect((await get()).body.toString()).toBe('body 1');
  answers.invalidate('c');
  expect((await get()).body.toString()).toBe('body 1');
  answers.invalidate('b');
  expect((await get()).body.toString()).toBe('body 2');
});

test('an answer that was overtaken while it was built is built again', async () => {
  const answers = new Answers();
  let content = 'old';
  const get = (during = () => {}) =>
    answers.get('key', ['a'], 'text/plain', async () => {
      const read = content;
      during();
      return read;
    });
  await get(() => {
    content = 'new';
    answers.invalidate('a');
  });
  expect((await get()).body.toString()).toBe('new');
});

test('a failure is not kept', async () => {
  const answers = new Answers();
  await expect(answers.get('key', [], 'text/plain', () => Promise.reject(new RangeError('no')))).rejects.toThrow('no');
  expect((await answers.get('key', [], 'text/plain', async () => 'yes')).body.toString()).toBe('yes');
});
