import { describe, expect, it } from 'vitest';
import { type Declared, readDeclared } from './documented-body.ts';

const read = (as: Declared['as'], type: string | null, body: string) =>
  readDeclared(Buffer.from(body), type, 'depot', { as, exact: true });

describe('where JSON is documented, it is refused and said that', () => {
  it.each([
    ['application/json', '<!DOCTYPE html><p>Sign in', 'a web page, labelled application/json'],
    ['text/html; charset=utf-8', '<html lang="en"><p>Sign in', 'a web page, labelled text/html'],
    ['application/json', '<?xml version="1.0"?><error/>', 'XML, labelled application/json'],
    ['application/xml', '<error/>', 'XML, labelled application/xml'],
    ['application/json', 'OK', 'other text, labelled application/json'],
    ['text/plain', '{"a":', 'other text, labelled text/plain'],
    [null, 'no', 'other text, without a content type'],
    ['secret=abc', 'no', 'other text, without a content type'],
  ])('%s %s is %s', (type, body, came) => {
    expect(() => read('json', type, body)).toThrow(`it answered with ${came}, where JSON was expected`);
  });
});

describe('JSON is read, however it is labelled', () => {
  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/vnd.api+json',
    'application/problem+json; charset="utf-8"',
    'text/json',
    'text/plain',
    'text/html',
    'application/xml',
    'application/octet-stream',
    '*/*',
    '',
    null,
  ])('%s', (type) => {
    expect(read('json', type, ' {"id":7205759403792793603}')).toEqual({ id: '7205759403792793603' });
  });
  it('in another encoding', () => {
    const body = Buffer.from('{"a":"é"}', 'latin1');
    expect(readDeclared(body, 'application/json; charset=iso-8859-1', 'depot', { as: 'json' })).toEqual({ a: 'é' });
  });
});

it.each<[Declared['as'], string | null, string, unknown]>([
  ['json', 'application/json', '', undefined],
  ['json', 'application/json', '\uFEFF {"a":1}', { a: 1 }],
  ['json', 'text/plain', 'null', null],
  ['text', 'text/plain', '12345', '12345'],
  ['text', 'application/json', '"a b"', 'a b'],
  ['text', 'application/json', '{"a":1}', '{"a":1}'],
  ['text', 'text/html', 'a < b', 'a < b'],
  ['text', 'text/plain', ' \n', ' \n'],
  ['any', 'text/plain', '{"a":1}', { a: 1 }],
  ['any', 'text/plain', '12345', '12345'],
  ['any', 'application/json', '12345', 12345],
  ['any', 'text/csv', 'a,b', 'a,b'],
])('as %s, %s %j is %j', (as, type, body, value) => {
  expect(read(as, type, body)).toEqual(value);
});

it.each([
  ['text', 'text'],
  ['any', 'data'],
] as const)('a web page is no %s', (as, wanted) => {
  expect(() => read(as, 'text/plain', '<!-- page -->\n<html>')).toThrow(
    `it answered with a web page, labelled text/plain, where ${wanted} was expected`,
  );
});
