import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { type AuthorizedRequest, credentialsOf, tokenOf } from './authorization-header.ts';

test.each([
  ['Bearer abc', 'abc'],
  ['bearer abc', 'abc'],
  ['BEARER abc', 'abc'],
  ['bEaReR   abc', 'abc'],
  ['Bearer a.b-c_d~e+f/g==', 'a.b-c_d~e+f/g=='],
  ['Bearer', undefined],
  ['Bearer ', undefined],
  ['Bearerabc', undefined],
  ['Bearer\tabc', undefined],
  ['Bearer \tabc', undefined],
  ['Bearer\u00a0abc', undefined],
  ['Bearer abc def', undefined],
  ['Bearer abc,def', undefined],
  ['Bearer abc, Bearer def', undefined],
  ['Bearer a=b', undefined],
  ['Bearer =', undefined],
  ['Bearer "abc"', undefined],
  ['Bearer token="abc"', undefined],
  ['Bearer abc ', undefined],
  [' Bearer abc', undefined],
  ['Bearer abc\n', undefined],
  ['Bearer äbc', undefined],
  ['Basic abc', undefined],
  ['abc', undefined],
  ['', undefined],
  [`Bearer ${'a'.repeat(20_000)}`, undefined],
])('the bearer token of `%s` is %s', (authorization, token) => {
  expect(tokenOf({ headers: { authorization } }, 'Bearer')).toBe(token);
});

test('no field, and a field that is a list, hold no token', () => {
  expect(tokenOf({ headers: {} }, 'Bearer')).toBeUndefined();
  expect(tokenOf({ headers: { authorization: ['Bearer a', 'Bearer b'] } }, 'Bearer')).toBeUndefined();
});

test('one of several schemes is enough', () => {
  expect(tokenOf({ headers: { authorization: 'oauth abc' } }, 'Bearer', 'OAuth')).toBe('abc');
});

test('parameters are read as they are written', () => {
  expect(credentialsOf({ headers: { authorization: 'SNOWFLAKE  Token="abc", x=1' } })).toEqual({
    scheme: 'snowflake',
    value: 'Token="abc", x=1',
  });
});

test('a real request that sends the field twice has no credentials, however it is written', async () => {
  const seen = await received('Authorization: Bearer good\r\nauthorization: Bearer bad\r\n');
  expect(seen.headers.authorization).toBe('Bearer good');
  expect(tokenOf(seen, 'Bearer')).toBeUndefined();
  expect(tokenOf(await received('AUTHORIZATION: bearer good\r\n'), 'Bearer')).toBe('good');
});

/** What a server of Node sees of a request with these lines. */
async function received(lines: string): Promise<AuthorizedRequest> {
  const server = createServer();
  const request = once(server, 'request') as Promise<[IncomingMessage, ServerResponse]>;
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  onTestFinished(() => {
    socket.destroy();
  });
  socket.write(`GET / HTTP/1.1\r\nhost: x\r\n${lines}connection: close\r\n\r\n`);
  const [message, response] = await request;
  response.end();
  server.close();
  return { headers: message.headers, rawHeaders: message.rawHeaders };
}
