import { expect, it } from 'vitest';
import { addQuery, setQuery } from './query.ts';

it.each([
  ['', '?a=x+y%26z'],
  ['?', '?a=x+y%26z'],
  ['?ids=1,2&at=a:b/c%20d', '?ids=1,2&at=a:b/c%20d&a=x+y%26z'],
  ['?b=1&', '?b=1&&a=x+y%26z'],
  ['?a=1&b=2', '?a=x+y%26z&b=2'],
])('a parameter set in %j leaves the others as they are written', (before, after) => {
  const url = new URL(`https://api.example.com/v1${before}`);
  setQuery(url, 'a', 'x y&z');
  expect(url.search).toBe(after);
});

it('has a parameter as often as it has values', () => {
  const url = new URL('https://api.example.com/v1?b=1');
  addQuery(url, 'tag', ['x y', 2, true]);
  addQuery(url, 'none', []);
  expect(url.search).toBe('?b=1&tag=x+y&tag=2&tag=true');
});
