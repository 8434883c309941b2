// The examples of the OpenAPI Specification 3.1.1, "Style Values" and "Style Examples", and RFC 6570, section 3.2.
import { describe, expect, it } from 'vitest';
import { cookiesOf, formOf, pathPart, search, simpleOf, type Written } from '../../templates/src/styles.ts';
import { called, description, imported, ok } from '../../test/imported.ts';
import type { Writing } from '../operation/operation.ts';
import { writingOf } from '../operation/parameters.ts';

const LIST = ['blue', 'black', 'brown'];
const MEMBERS = { R: 100, G: 200, B: 150 };

describe('a query', () => {
  it.each([
    [['color', 'blue', 'form', true], '?color=blue'],
    [['color', '', 'form', true], '?color='],
    [['color', LIST, 'form', true], '?color=blue&color=black&color=brown'],
    [['color', LIST, 'form', false], '?color=blue,black,brown'],
    [['color', MEMBERS, 'form', true], '?R=100&G=200&B=150'],
    [['color', MEMBERS, 'form', false], '?color=R,100,G,200,B,150'],
    [['color', LIST, 'spaceDelimited', false], '?color=blue%20black%20brown'],
    [['color', MEMBERS, 'spaceDelimited', false], '?color=R%20100%20G%20200%20B%20150'],
    [['color', LIST, 'pipeDelimited', false], '?color=blue%7Cblack%7Cbrown'],
    [['color', MEMBERS, 'pipeDelimited', false], '?color=R%7C100%7CG%7C200%7CB%7C150'],
    [['color', LIST, 'tabDelimited', false], '?color=blue%09black%09brown'],
    [['color', MEMBERS, 'deepObject', true], '?color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150'],
    [['color', MEMBERS, 'json'], '?color=%7B%22R%22%3A100%2C%22G%22%3A200%2C%22B%22%3A150%7D'],
    [['color', ['a,b', 'c&d', 'é'], 'form', false], '?color=a%2Cb,c%26d,%C3%A9'],
    [['color', [], 'form', true], ''],
    [['color', [], 'form', false], ''],
    [['color', {}, 'deepObject', true], ''],
    [['color', undefined, 'form', true], ''],
    [['on', [true, 0], 'form', true], '?on=true&on=0'],
    [['where', { a: { b: 1 } }, 'deepObject', true], '?where%5Ba%5D=%7B%22b%22%3A1%7D'],
  ] as [Written, string][])('%j is %s', (parameter, text) => expect(search(parameter)).toBe(text));

  it('holds several', () => {
    expect(search(['tag', ['a', 'b'], 'form', true], ['ids', [1, 2], 'form'], ['none', undefined])).toBe(
      '?tag=a&tag=b&ids=1,2',
    );
  });
});

// RFC 6570, section 3.2.3, and OpenAPI 3.1.1, `allowReserved`: what no query can hold, and what parts a form, is encoded all the same
const RESERVED = ":/?#[]@!$&'()*+,;=";
describe('a value with reserved characters', () => {
  it.each([
    [['v', RESERVED, 'form', true, 'reserved'], "v=:/?%23%5B%5D@!$%26'()*%2B,;%3D"],
    [['v', RESERVED, 'form', true], "v=%3A%2F%3F%23%5B%5D%40!%24%26'()*%2B%2C%3B%3D"],
    [['path', '/foo/bar', 'form', true, 'reserved'], 'path=/foo/bar'],
    [['base', 'http://example.com/home/', 'form', true, 'reserved'], 'base=http://example.com/home/'],
    [['hello', 'Hello World!', 'form', true, 'reserved'], 'hello=Hello%20World!'],
    [['half', '50%', 'form', true, 'reserved'], 'half=50%25'],
    [['half', '50%25 é%zz', 'form', true, 'reserved'], 'half=50%25%20%C3%A9%25zz'],
    [['list', ['red', 'a,b/c'], 'form', false, 'reserved'], 'list=red,a%2Cb/c'],
    [['list', ['red', 'a,b/c'], 'form', true, 'reserved'], 'list=red&list=a,b/c'],
    [['keys', { semi: ';', dot: '.', comma: ',' }, 'form', false, 'reserved'], 'keys=semi,;,dot,.,comma,%2C'],
    [['keys', { semi: ';', dot: '.', comma: ',' }, 'form', true, 'reserved'], 'semi=;&dot=.&comma=,'],
    [['keys', { 'a:b': 'c:d' }, 'deepObject', true, 'reserved'], 'keys%5Ba%3Ab%5D=c:d'],
    [['list', ['a:b', 'c|d'], 'pipeDelimited', false, 'reserved'], 'list=a:b%7Cc%7Cd'],
    [['at', { a: [1, 'b:c'] }, 'json', false, 'reserved'], 'at=%7B%22a%22:%5B1,%22b:c%22%5D%7D'],
    [['list', [], 'form', false, 'reserved'], ''],
    [['v', undefined, 'form', true, 'reserved'], ''],
  ] as [Written, string][])('%j is %s, in a query and in a form', (written, text) => {
    expect(search(written)).toBe(text === '' ? '' : `?${text}`);
    if (written[4]) expect(formOf(written)).toBe(text);
  });

  it('reaches the vendor, also beside other parameters', async () => {
    const reserved = { name: 'filter', in: 'query', allowReserved: true, schema: { type: 'string' } };
    const limit = { name: 'size', in: 'query', schema: { type: 'integer' } };
    const site = { name: 'site', in: 'path', required: true, allowReserved: true, schema: { type: 'string' } };
    const form = {
      schema: { type: 'object', properties: { at: { type: 'string' }, by: { type: 'string' } } },
      encoding: { at: { allowReserved: true } },
    };
    const { dir, said } = await imported(
      description({
        'get /parcels/{site}': { operationId: 'getParcel', parameters: [site, reserved, limit], responses: ok({}) },
        'post /parcels': {
          operationId: 'createParcel',
          requestBody: { required: true, content: { 'application/x-www-form-urlencoded': form } },
          responses: ok({}),
        },
      }),
    );
    const { seen } = await called(dir, [
      ['get_parcel', { site: 'a/b', filter: 'price:gt(5),on=2026-11-20T10:00', size: 5 }],
      ['create_parcel', { at: 'a:b/c&d', by: 'a:b' }],
    ]);
    expect(seen.map(({ call, body }) => [call, body])).toEqual([
      ['GET /parcels/a%2Fb?filter=price:gt(5),on%3D2026-11-20T10:00&size=5', ''],
      ['POST /parcels', 'at=a:b/c%26d&by=a%3Ab'],
    ]);
    expect(said).toContain(
      'note: Reserved characters of site are percent-encoded in a path all the same: they could lead elsewhere.',
    );
  }, 60_000);
});

describe('a path', () => {
  it.each([
    [LIST, 'simple', false, 'blue,black,brown'],
    [LIST, 'simple', true, 'blue,black,brown'],
    [MEMBERS, 'simple', false, 'R,100,G,200,B,150'],
    [MEMBERS, 'simple', true, 'R=100,G=200,B=150'],
    ['blue', 'label', false, '.blue'],
    [LIST, 'label', false, '.blue,black,brown'],
    [LIST, 'label', true, '.blue.black.brown'],
    [MEMBERS, 'label', false, '.R,100,G,200,B,150'],
    [MEMBERS, 'label', true, '.R=100.G=200.B=150'],
    ['blue', 'matrix', false, ';color=blue'],
    ['', 'matrix', false, ';color'],
    [LIST, 'matrix', false, ';color=blue,black,brown'],
    [LIST, 'matrix', true, ';color=blue;color=black;color=brown'],
    [MEMBERS, 'matrix', false, ';color=R,100,G,200,B,150'],
    [MEMBERS, 'matrix', true, ';R=100;G=200;B=150'],
    [['a/b', 'c,d', '%'], 'simple', false, 'a%2Fb,c%2Cd,%25'],
    [LIST, 'pipeDelimited', false, 'blue%7Cblack%7Cbrown'],
    [LIST, 'spaceDelimited', false, 'blue%20black%20brown'],
    [LIST, 'tabDelimited', false, 'blue%09black%09brown'],
  ] as const)('%j as %s, exploded %s, is %s', (value, style, explode, text) =>
    expect(pathPart('color', value, style, explode)).toBe(text),
  );

  it.each([
    [[], 'simple'],
    ['..', 'simple'],
    [['..'], 'simple'],
    ['.', 'label'],
    ['', 'label'],
  ] as const)('is refused where %j as %s leads elsewhere', (value, style) =>
    expect(() => pathPart('color', value, style)).toThrow('A part of the path is empty or leads elsewhere.'),
  );
});

it.each([
  ['pipeDelimited', 'blue|black|brown'],
  ['spaceDelimited', 'blue black brown'],
  ['tabDelimited', 'blue\tblack\tbrown'],
] as const)('a header of Swagger 2.0 holds a list, %s, as %s', (style, text) =>
  expect(simpleOf(LIST, false, style)).toBe(text),
);

it.each([
  ['blue', false, 'blue'],
  [LIST, false, 'blue,black,brown'],
  [MEMBERS, false, 'R,100,G,200,B,150'],
  [MEMBERS, true, 'R=100,G=200,B=150'],
  [undefined, false, undefined],
] as const)('a header holds %j, exploded %s, as %s', (value, explode, text) =>
  expect(simpleOf(value, explode)).toBe(text),
);

// OpenAPI 3.2.0, style `cookie`; a form exploded into a cookie would need `&`, which no cookie is parted by (3.1.1, appendix D)
it.each([
  [['color', ''], 'color='],
  [['color', 'blue'], 'color=blue'],
  [['color', 'a; b'], 'color=a%3B%20b'],
  [['color', LIST, 'form', false], 'color=blue,black,brown'],
  [['color', MEMBERS, 'form', false], 'color=R,100,G,200,B,150'],
  [['color', LIST, 'form', true], 'color=blue; color=black; color=brown'],
  [['color', LIST, 'cookie', true], 'color=blue; color=black; color=brown'],
  [['color', LIST, 'cookie', false], 'color=blue,black,brown'],
  [['color', MEMBERS, 'cookie', true], 'R=100; G=200; B=150'],
  [['color', MEMBERS, 'cookie', false], 'color=R,100,G,200,B,150'],
  [['color', 'a%20b', 'cookie', true], 'color=a%20b'],
  [['color', undefined], undefined],
  [['color', [], 'form', true], undefined],
] as [Written, string | undefined][])('a cookie holds %j as %s', (cookie, text) =>
  expect(cookiesOf(cookie)).toBe(text),
);

it.each([
  [['color', 'a; b=c', 'cookie', true]],
  [['color', { 'a b': 1 }, 'cookie', true]],
  [['color', 'é', 'cookie', true]],
] as [Written][])('a cookie cannot hold %j', (cookie) =>
  expect(() => cookiesOf(cookie)).toThrow('A cookie cannot hold this value.'),
);

it.each([
  [['color', LIST], 'color=blue&color=black&color=brown'],
  [['color', LIST, 'form', false], 'color=blue%2Cblack%2Cbrown'],
  [['color', LIST, 'pipeDelimited', false], 'color=blue%7Cblack%7Cbrown'],
  [['color', MEMBERS], 'color=%7B%22R%22%3A100%2C%22G%22%3A200%2C%22B%22%3A150%7D'],
  [['color', MEMBERS, 'form', true], 'R=100&G=200&B=150'],
  [['color', MEMBERS, 'deepObject', true], 'color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150'],
  [['note', 'a b&c'], 'note=a+b%26c'],
  [['note', undefined], ''],
] as [Written, string][])('a form holds %j as %s', (field, text) => expect(formOf(field)).toBe(text));

describe('what a description says', () => {
  const schema = {};
  it.each([
    [{ schema }, 'query', { style: 'form', explode: true }],
    [{ schema, explode: false }, 'query', { style: 'form', explode: false }],
    [{ schema, style: 'pipeDelimited' }, 'query', { style: 'pipeDelimited', explode: false }],
    [{ schema, style: 'pipeDelimited', explode: true }, 'query', { style: 'form', explode: true }],
    [{ schema, style: 'spaceDelimited', explode: false }, 'query', { style: 'spaceDelimited', explode: false }],
    [{ schema, style: 'deepObject', explode: true }, 'query', { style: 'deepObject', explode: true }],
    [{ schema, allowReserved: true }, 'query', { style: 'form', explode: true, reserved: true }],
    [{ schema, allowReserved: false }, 'query', { style: 'form', explode: true }],
    [{ schema, allowReserved: true, explode: false }, 'query', { style: 'form', explode: false, reserved: true }],
    [{ schema, allowReserved: true }, 'path', { style: 'simple', explode: false }],
    [{ schema }, 'path', { style: 'simple', explode: false }],
    [{ schema, style: 'matrix', explode: true }, 'path', { style: 'matrix', explode: true }],
    [{ schema, style: 'label' }, 'path', { style: 'label', explode: false }],
    [{ schema }, 'header', { style: 'simple', explode: false }],
    [{ schema }, 'cookie', { style: 'form', explode: true }],
    [{ schema, style: 'cookie' }, 'cookie', { style: 'cookie', explode: true }],
    [{ schema, style: 'cookie', explode: false }, 'cookie', { style: 'cookie', explode: false }],
    [{ schema, style: 'cookie' }, 'query', { style: 'form', explode: true }],
    [{ schema, style: 'simple', explode: true }, 'header', { style: 'simple', explode: true }],
    [{ type: 'array', collectionFormat: 'pipes' }, 'header', { style: 'pipeDelimited', explode: false }],
    [{ type: 'array', collectionFormat: 'ssv' }, 'path', { style: 'spaceDelimited', explode: false }],
    [{ schema, style: 'nonsense' }, 'query', { style: 'form', explode: true }],
    [{ type: 'array' }, 'query', { style: 'form', explode: false }],
    [{ type: 'array', collectionFormat: 'multi' }, 'query', { style: 'form', explode: true }],
    [{ type: 'array', collectionFormat: 'ssv' }, 'query', { style: 'spaceDelimited', explode: false }],
    [{ type: 'array', collectionFormat: 'tsv' }, 'query', { style: 'tabDelimited', explode: false }],
    [{ type: 'array', collectionFormat: 'pipes' }, 'query', { style: 'pipeDelimited', explode: false }],
    [{ type: 'array' }, 'path', { style: 'simple', explode: false }],
  ] as [Record<string, unknown>, string, Writing][])('%j in a %s', (own, place, writing) =>
    expect(writingOf(own, place)).toEqual(writing),
  );
});
