import { describe, expect, it } from 'vitest';
import { acceptance, asksFor, challengesOf, linkTarget, matchesTag, mediaTypeOf, partsOf } from './header-fields.ts';

describe('a list (RFC 9110, 5.6.1)', () => {
  it('parts at commas that are not in quotes', () => {
    expect(partsOf('a, "b, c" ,, <d,e>;x="\\",", f')).toEqual(['a', '"b, c"', '<d,e>;x="\\","', 'f']);
    expect(partsOf(', ,')).toEqual([]);
  });
});

describe('a media type (RFC 9110, 8.3.1)', () => {
  it.each([
    ['application/json', 'application/json'],
    ['Application/JSON ; Charset="utf-8"', 'application/json'],
    [' text/html', 'text/html'],
    ['text/plain;profile="application/json"', 'text/plain'],
    [null, ''],
  ])('%s', (field, type) => expect(mediaTypeOf(field)).toBe(type));
});

describe('Accept (RFC 9110, 12.5.1)', () => {
  it.each([
    [undefined, 1],
    ['', 1],
    ['*/*', 1],
    ['text/*;q=0.3, text/html;q=0.7, */*;q=0.1', 0.7],
    ['TEXT/HTML', 1],
    ['text/html ; q=0', 0],
    ['text/html;level="1,2";q=0.4', 0.4],
    ['text/*;q=0.5', 0.5],
    ['application/json', 0],
    ['*/*, text/html;q=0', 0],
    ['text/html;q=2', 0],
    ['text/html;Q=0.25', 0.25],
  ])('%s takes text/html with %s', (accept, quality) => {
    expect(acceptance(accept, 'text/html').quality).toBe(quality);
  });

  it('is a wish only by name, and when nothing else is liked better', () => {
    const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
    expect(asksFor(browser, 'text/html', 'application/json')).toBe(true);
    expect(asksFor('*/*', 'text/html', 'application/json')).toBe(false);
    expect(asksFor('application/json, text/html;q=0.1', 'text/html', 'application/json')).toBe(false);
    expect(asksFor('application/json, text/html;q=0', 'text/html')).toBe(false);
    expect(asksFor('application/text/html', 'text/html')).toBe(false);
  });
});

describe('If-None-Match (RFC 9110, 13.1.2)', () => {
  it.each([
    ['"a"', true],
    ['W/"a"', true],
    ['"x", W/"a"', true],
    ['"x","a"', true],
    ['*', true],
    [' * ', true],
    ['"b"', false],
    ['"x, *"', false],
    ['"a, *, b"', false],
    ['a', false],
    ['w/"a"', false],
    ['"x,"a"', false],
    [undefined, false],
  ])('%s', (field, matches) => expect(matchesTag(field, '"a"')).toBe(matches));
});

describe('WWW-Authenticate (RFC 9110, 11.6.1)', () => {
  const read = (field: string) =>
    challengesOf(field).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)]);

  it.each<[string, [string, Record<string, string>][]]>([
    [
      'Basic realm="simple", Newauth realm="apps", type=1, title="Login to \\"apps\\""',
      [
        ['basic', { realm: 'simple' }],
        ['newauth', { realm: 'apps', type: '1', title: 'Login to "apps"' }],
      ],
    ],
    ['BEARER error=invalid_token', [['bearer', { error: 'invalid_token' }]]],
    ['Bearer realm = "a, error=\\"b\\"" ,error="c"', [['bearer', { realm: 'a, error="b"', error: 'c' }]]],
    [
      'Negotiate, Bearer',
      [
        ['negotiate', {}],
        ['bearer', {}],
      ],
    ],
    ['Negotiate YWJj==', [['negotiate', {}]]],
    ['', []],
  ])('%s', (field, challenges) => expect(read(field)).toEqual(challenges));
});

describe('Link (RFC 8288, 3)', () => {
  it.each([
    ['</2>; rel="next"', '/2'],
    ['</2>;rel=next', '/2'],
    ['</2>; REL = "prev NEXT last"', '/2'],
    ['</1>; rel="prev", </3>; rel="next"', '/3'],
    ['</1,2>; rel="next"', '/1,2'],
    ['</1>; title="; rel=next", </3>; rel=next', '/3'],
    ['</1>; title="a \\" , b"; rel=next', '/1'],
    ['</1>; rel=prev; rel=next', undefined],
    ['</1>; rel=nextish', undefined],
    ['</1>; rel="next"; anchor="/other"', undefined],
    ['</1>;; rel=next', '/1'],
    ['</1>', undefined],
    ['/1; rel=next', undefined],
    ['', undefined],
  ])('%s', (field, target) => expect(linkTarget(field, 'next')).toBe(target));
});
