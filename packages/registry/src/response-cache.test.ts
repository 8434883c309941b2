import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { Answers, JSON_TYPE, sendAnswer, toAnswer, toDividedAnswer } from './response-cache.ts';

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

test('an answer in parts is sent with its length, to HEAD without its bytes, and not to who has it', async () => {
  const app = Fastify();
  const parts = [Buffer.from('[1,'), Buffer.alloc(0), Buffer.from('2]')];
  app.get('/', async (request, reply) => sendAnswer(request, reply, toDividedAnswer(parts, JSON_TYPE)));
  const answer = await app.inject('/');
  expect([answer.json(), answer.headers['content-length']]).toEqual([[1, 2], '5']);
  expect(answer.headers.etag).toBe(toAnswer('[1,2]', JSON_TYPE).etag);
  const head = await app.inject({ method: 'HEAD', url: '/' });
  expect([head.body, head.headers['content-length']]).toEqual(['', '5']);
  const known = await app.inject({ url: '/', headers: { 'if-none-match': String(answer.headers.etag) } });
  expect([known.statusCode, known.body]).toEqual([304, '']);
});
