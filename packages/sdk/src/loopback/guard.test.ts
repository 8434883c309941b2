import { describe, expect, test } from 'vitest';
import { loopbackHosts, loopbackNames, loopbackRefusal, type OwnNames } from './guard.ts';

const own: OwnNames = { hosts: loopbackHosts(8400, 'tools.example') };
const judge = (headers: string[], request: { method?: string; url?: string } = {}, names = own) =>
  loopbackRefusal({ ...request, rawHeaders: headers }, names);
const HOST = ['Host', '127.0.0.1:8400'];

describe('Host', () => {
  test.each([
    '127.0.0.1:8400',
    'localhost:8400',
    'LOCALHOST:8400',
    'localhost.:8400',
    '[::1]:8400',
    '[0:0:0:0:0:0:0:1]:8400',
    'tools.example:8400',
  ])('takes %s', (host) => {
    expect(judge(['host', host])).toBeUndefined();
  });

  test.each([
    '',
    'localhost',
    '127.0.0.1:8401',
    '127.0.0.1:80',
    '127.0.0.2:8400',
    '2130706433:8400',
    '0x7f.1:8400',
    '[::ffff:127.0.0.1]:8400',
    '[::2]:8400',
    'evil.example',
    'evil.example:8400',
    'localhost.evil.example:8400',
    '127.0.0.1.evil.example:8400',
    'evil.example#127.0.0.1:8400',
    'user@127.0.0.1:8400',
    '127.0.0.1:8400/',
    '127.0.0.1:8400, 127.0.0.1:8400',
    '127.0.0.1:84000000',
    'localhost..:8400',
  ])('refuses `%s`', (host) => {
    expect(judge(['host', host])?.header).toBe('host');
  });

  test('refuses none, and two', () => {
    expect(judge([])).toEqual({ header: 'host', found: 'nothing' });
    expect(judge([...HOST, ...HOST])?.header).toBe('host');
    expect(judge([...HOST, 'HOST', 'evil.example'])?.header).toBe('host');
  });

  test('refuses an absolute target of another host', () => {
    expect(judge(HOST, { url: 'http://127.0.0.1:8400/mcp' })).toBeUndefined();
    expect(judge(HOST, { url: 'http://evil.example/mcp' })).toEqual({ header: 'host', found: 'evil.example' });
    expect(judge(HOST, { url: 'http://localhost:8400@evil.example/' })?.header).toBe('host');
    expect(judge(HOST, { url: 'evil.example:443' })?.header).toBe('host');
  });

  test('takes the port of a scheme and none alike', () => {
    const names = { hosts: loopbackHosts(80) };
    for (const host of ['localhost', 'localhost:80', '[::1]'])
      expect([host, judge(['host', host], {}, names)]).toEqual([host, undefined]);
    expect(judge(['host', 'localhost:8080'], {}, names)?.header).toBe('host');
  });

  test('of a server for a network may be any, but one', () => {
    const names = { hosts: undefined };
    expect(judge(['host', 'anything.example'], {}, names)).toBeUndefined();
    expect(judge([], {}, names)?.header).toBe('host');
    expect(judge(['host', 'a', 'host', 'b'], {}, names)?.header).toBe('host');
    expect(judge(['host', 'a.example', 'origin', 'https://a.example'], {}, names)).toBeUndefined();
    expect(judge(['host', 'a.example', 'origin', 'https://b.example'], {}, names)?.header).toBe('origin');
  });
});

describe('Origin', () => {
  test.each(['http://127.0.0.1:8400', 'http://LOCALHOST:8400', 'http://[::1]:8400', 'https://tools.example:8400'])(
    'takes %s',
    (origin) => {
      expect(judge([...HOST, 'origin', origin])).toBeUndefined();
    },
  );

  test.each([
    '',
    'null',
    'http://127.0.0.1',
    'http://127.0.0.1:8401',
    'https://evil.example',
    'http://evil.example:8400',
    'http://127.0.0.1:8400/',
    'http://127.0.0.1:8400@evil.example',
    'http://localhost:8400.evil.example',
    'file://',
    'chrome-extension://127.0.0.1:8400',
    'http://127.0.0.1:8400 http://evil.example',
  ])('refuses `%s`', (origin) => {
    expect(judge([...HOST, 'origin', origin])?.header).toBe('origin');
  });

  test('refuses two', () => {
    expect(judge([...HOST, 'origin', 'http://127.0.0.1:8400', 'Origin', 'http://evil.example'])?.header).toBe('origin');
  });

  test('has the scheme that the server has, where that is known', () => {
    const names = loopbackNames('http://127.0.0.1:8400/');
    expect(judge([...HOST, 'origin', 'http://localhost:8400'], {}, names)).toBeUndefined();
    expect(judge([...HOST, 'origin', 'https://localhost:8400'], {}, names)?.header).toBe('origin');
    const web = { hosts: ['tools.example'], origins: ['https://tools.example'] };
    expect(judge(['host', 'tools.example', 'origin', 'https://tools.example:443'], {}, web)).toBeUndefined();
    expect(judge(['host', 'tools.example', 'origin', 'https://tools.example:80'], {}, web)?.header).toBe('origin');
    expect(judge(['host', 'tools.example', 'origin', 'http://tools.example'], {}, web)?.header).toBe('origin');
  });

  test('does not count where every page may read', () => {
    const names = { ...own, anyOrigin: true };
    expect(judge([...HOST, 'origin', 'https://evil.example'], {}, names)).toBeUndefined();
    expect(judge(['host', 'evil.example'], {}, names)?.header).toBe('host');
  });
});

test('a write of another site that says no Origin is refused, a link to a page is not', () => {
  const cross = [...HOST, 'Sec-Fetch-Site', 'cross-site'];
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
    expect([method, judge(cross, { method })?.header]).toEqual([method, 'origin']);
  for (const method of ['GET', 'HEAD', 'OPTIONS'])
    expect([method, judge(cross, { method })]).toEqual([method, undefined]);
  expect(judge([...HOST, 'sec-fetch-site', 'same-origin'], { method: 'POST' })).toBeUndefined();
});
