import { expect, test } from 'vitest';
import { secretsIn, Wire } from './wire.ts';

const wire = () => new Wire('page', () => ['s3cret-value']);

test('an answer is named after its request and timed from it', () => {
  const read = wire();
  const call = { jsonrpc: '2.0', id: 3, method: 'tools/call', params: { name: 'todo_list_items' } };
  expect(read.read('client', call, 100)).toMatchObject({
    title: 'tools/call todo_list_items',
    isAnswer: false,
    from: 'client',
  });
  expect(read.read('server', { jsonrpc: '2.0', id: 3, result: {} }, 142)).toMatchObject({
    title: 'tools/call todo_list_items',
    isAnswer: true,
    id: 3,
    ms: 42,
    isError: false,
  });
});

test('a question of the server is not taken for a request of the client with the same id', () => {
  const read = wire();
  read.read('client', { jsonrpc: '2.0', id: 1, method: 'tools/call' }, 0);
  read.read('server', { jsonrpc: '2.0', id: 1, method: 'elicitation/create' }, 5);
  expect(read.read('client', { jsonrpc: '2.0', id: 1, result: {} }, 9)).toMatchObject({
    title: 'elicitation/create',
    isAnswer: true,
    ms: 4,
  });
});

test('secrets are masked, by value and by name, and what pages and progress need is not', () => {
  const { json } = wire().read('client', {
    params: {
      Authorization: 'Bearer x',
      api_key: 'k',
      text: 'a s3cret-value b',
      progressToken: 'p',
      cursor: 'c',
      token: 't',
    },
  });
  expect(JSON.parse(json)).toEqual({
    params: { Authorization: '•••', api_key: '•••', text: 'a ••• b', progressToken: 'p', cursor: 'c', token: '•••' },
  });
});

test('a long message is cut, and says so', () => {
  const { json, bytes } = wire().read('server', { result: 'x'.repeat(50_000) });
  expect(json.length).toBeLessThan(40_100);
  expect(json).toMatch(/\n… \d+ more characters$/);
  expect(bytes).toBe(50_013);
});

test('the secrets of a plugin are the values of its secret settings', () => {
  const field = { title: '', description: '', required: true };
  const config = [
    { ...field, name: 'token', env: 'TODO_TOKEN', secret: true },
    { ...field, name: 'url', env: 'TODO_URL', secret: false },
    { ...field, name: 'other', env: 'TODO_OTHER', secret: true },
  ];
  const connector = { name: 'todo', title: '', version: '0.1.0', description: '', hosts: [], tools: [], config };
  expect(secretsIn([connector], { TODO_TOKEN: 'abc', TODO_URL: 'http://x' })).toEqual(['abc']);
});
