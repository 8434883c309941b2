import { expect, it } from 'vitest';
import { Browsers } from './browsers.ts';

it('forgets the oldest browser of a person who comes with many, and nobody else’s', () => {
  const browsers = new Browsers();
  const bob = browsers.admit('bob');
  const ada = Array.from({ length: 21 }, () => browsers.admit('ada'));
  expect(browsers.find(ada[0])).toBeUndefined();
  expect(ada.slice(1).map((cookie) => browsers.find(cookie)?.principal)).toEqual(Array(20).fill('ada'));
  expect(browsers.find(bob)?.principal).toBe('bob');
});

it('lets a browser in for half a day, or as long as its sign-in holds', () => {
  let now = 0;
  const browsers = new Browsers(() => now);
  const [day, hour] = [browsers.admit('ada'), browsers.admit('ada', 3_600_000)];
  now = 3_600_001;
  expect([browsers.find(day)?.principal, browsers.find(hour)]).toEqual(['ada', undefined]);
  now = 12 * 3_600_000 + 1;
  expect(browsers.find(day)).toBeUndefined();
});

it('gives each link and each browser a token of its own', () => {
  const browsers = new Browsers();
  const [one, other] = [browsers.find(browsers.admit('ada')), browsers.find(browsers.admit('ada'))];
  const tokens = [one?.formToken('a'), one?.formToken('b'), other?.formToken('a')];
  expect(new Set(tokens).size).toBe(3);
  expect(one?.formToken('a')).toBe(tokens[0]);
  expect(browsers.find('made-up')).toBeUndefined();
});
