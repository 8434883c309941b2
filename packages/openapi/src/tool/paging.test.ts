// What a list tool takes in place of a vendor's parameters for pages; each form is one that a public API has.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../sdk/test/folder.ts';
import { description } from '../../test/imported.ts';
import { Spec } from '../description/spec.ts';
import { operationHeads, readOperation } from '../operation/operations.ts';
import { argumentsOf } from './arguments.ts';
import { leftOutOfPaging, listGuessOf } from './paging.ts';

const ROW = { type: 'object', required: ['id'], properties: { id: { type: 'string' } } };
const ROWS = { type: 'array', items: ROW };
const integer = { type: 'integer' };
const text = { type: 'string' };
const page = (more: object) => ({ type: 'object', required: ['items'], properties: { items: ROWS, ...more } });
const inside = (name: string, more: object) => page({ [name]: { type: 'object', properties: more } });

function read(parameters: Record<string, object>, answer: object, headers: object = {}) {
  const path = join(temporaryFolder(), 'spec.json');
  const given = Object.entries(parameters).map(([name, schema]) => ({ name, in: 'query', schema }));
  const operation = {
    parameters: given,
    responses: { 200: { description: 'It.', headers, content: { 'application/json': { schema: answer } } } },
  };
  writeFileSync(path, JSON.stringify(description({ 'get /items': operation })));
  const spec = new Spec(path);
  const [found] = operationHeads(spec).flatMap((head) => readOperation(spec, head) ?? []);
  const list = found && listGuessOf(found);
  if (!list) throw new TypeError('no list');
  const { kind, param, sizeParam, at } = list.paging;
  return {
    paging: [kind, param, sizeParam, at].filter((one) => one !== undefined),
    left: leftOutOfPaging(found, list),
    stay: [...argumentsOf(found, list).input.properties.keys()],
  };
}

const filter = { name: text };

describe('a list has no paging arguments beside `limit` and `cursor`', () => {
  it.each<[string, Record<string, object>, object, unknown[], string[]]>([
    [
      'cursor',
      { cursor: text, limit: integer },
      page({ next_cursor: text }),
      ['cursor', 'cursor', 'limit', 'next_cursor'],
      [],
    ],
    [
      'cursor in response_metadata',
      { cursor: text, limit: integer },
      inside('response_metadata', { next_cursor: text }),
      ['cursor', 'cursor', 'limit', 'response_metadata.next_cursor'],
      [],
    ],
    [
      'token, and back',
      { pageToken: text, pageSize: integer, previousPageToken: text },
      page({ nextPageToken: text }),
      ['cursor', 'pageToken', 'pageSize', 'nextPageToken'],
      ['previousPageToken'],
    ],
    [
      'continue',
      { continue: text, limit: integer },
      inside('metadata', { continue: text }),
      ['cursor', 'continue', 'limit', 'metadata.continue'],
      [],
    ],
    [
      'an offset that is a token',
      { offset: text, limit: integer },
      inside('next_page', { offset: text }),
      ['cursor', 'offset', 'limit', 'next_page.offset'],
      [],
    ],
    ['page', { page: integer, per_page: integer }, ROWS, ['page', 'page', 'per_page'], []],
    [
      'page and offset',
      { page: integer, offset: integer, per_page: integer },
      page({ total: integer }),
      ['offset', 'offset', 'per_page'],
      ['page'],
    ],
    [
      'page[number]',
      { 'page[number]': integer, 'page[size]': integer },
      page({}),
      ['page', 'page[number]', 'page[size]'],
      [],
    ],
    [
      'page[cursor]',
      { 'page[cursor]': text, 'page[size]': integer },
      inside('meta', { next_cursor: text }),
      ['cursor', 'page[cursor]', 'page[size]', 'meta.next_cursor'],
      [],
    ],
    [
      'links.next',
      { 'page[number]': integer, 'page[size]': integer },
      inside('links', { next: text }),
      ['nextUrl', 'page[size]', 'links.next'],
      ['page[number]'],
    ],
    ['$skip', { $skip: integer, $top: integer }, page({}), ['offset', '$skip', '$top'], []],
    [
      '@odata.nextLink',
      { $skip: integer, $top: integer, $skiptoken: text },
      page({ '@odata.nextLink': text }),
      ['nextUrl', '$top', '@odata.nextLink'],
      ['$skip', '$skiptoken'],
    ],
    [
      'next_page_uri',
      { Page: integer, PageSize: integer, PageToken: text },
      page({ next_page_uri: text }),
      ['nextUrl', 'PageSize', 'next_page_uri'],
      ['Page', 'PageToken'],
    ],
    [
      'startAt',
      { startAt: integer, maxResults: integer },
      page({ total: integer }),
      ['offset', 'startAt', 'maxResults'],
      [],
    ],
    ['from and size', { from: integer, size: integer }, page({ total: integer }), ['offset', 'from', 'size'], []],
    [
      'starting_after',
      { starting_after: text, ending_before: text, limit: integer },
      page({ has_more: { type: 'boolean' } }),
      ['keyset', 'starting_after', 'limit'],
      ['ending_before'],
    ],
  ])('%s', (_, parameters, answer, paging, left) => {
    expect(read({ ...parameters, ...filter }, answer)).toEqual({ paging, left, stay: ['name'] });
  });

  it('a Link header', () => {
    const parameters = { page: integer, per_page: integer, after: text, ...filter };
    const { paging, left, stay } = read(parameters, ROWS, { Link: { schema: text } });
    expect([paging, left, stay]).toEqual([['link', 'per_page'], ['page', 'after'], ['name']]);
  });
});

it('what is no page stays an argument', () => {
  const date = { type: 'string', format: 'date-time' };
  const parameters = { page: integer, from: text, start: text, after: date, before: date, total: { type: 'boolean' } };
  expect(read(parameters, ROWS)).toEqual({
    paging: ['page', 'page'],
    left: [],
    stay: ['from', 'start', 'after', 'before', 'total'],
  });
});

it('where nothing says how pages follow, its parameters stay', () => {
  expect(read({ cursor: text, limit: integer }, ROWS)).toMatchObject({
    paging: ['none', 'limit'],
    left: [],
    stay: ['cursor_2'],
  });
});
