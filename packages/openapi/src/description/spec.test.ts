import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../sdk/test/folder.ts';
import { Spec } from './spec.ts';

function follow(root: object, reference: string) {
  const path = join(temporaryFolder(), 'spec.json');
  writeFileSync(path, JSON.stringify({ ...root, it: { $ref: reference } }));
  const spec = new Spec(path);
  return { value: spec.get(spec.root, 'it').value, said: spec.findings.list().map(({ message }) => message) };
}

const schemas = { A: { $ref: '#/components/schemas/B' }, B: { properties: { id: { type: 'string' } } } };

it.each([
  ['#/components/schemas/B/properties/id', { type: 'string' }],
  // through a reference on the way
  ['#/components/schemas/A/properties/id', { type: 'string' }],
])('%s is %j', (reference, value) => {
  expect(follow({ components: { schemas } }, reference)).toEqual({ value, said: [] });
});

it('a reference into itself ends', () => {
  const root = { components: { schemas: { A: { $ref: '#/components/schemas/A/properties' } } } };
  expect(follow(root, '#/components/schemas/A/properties')).toMatchObject({ value: undefined });
});

it('a schema that is named nowhere is any value', () => {
  const reference = '#/paths/~1a/get/responses/200/content/application~1json/schema/items';
  expect(follow({}, reference).said).toEqual([`${reference} names nothing: taken as any value.`]);
});

it('a description over more files than it may have is refused', { timeout: 30_000 }, () => {
  const folder = temporaryFolder();
  const path = join(folder, 'spec.json');
  const names = Array.from({ length: 2000 }, (_, at) => `part${at}.json`);
  for (const name of names) writeFileSync(join(folder, name), '{"type":"string"}');
  writeFileSync(path, JSON.stringify({ all: names.map((name) => ({ $ref: name })) }));
  const spec = new Spec(path);
  const values = spec.items(spec.at(spec.root, 'all')).map(({ value }) => value);
  expect(values.slice(1998)).toEqual([{ type: 'string' }, undefined]);
  expect(spec.findings.list()).toMatchObject([
    { code: 'openapi/ref', severity: 'error', message: 'It is spread over more than 2000 files.' },
  ]);
});
