import { parseAnswer } from '@rolekit/sdk/http';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { ASSOCIATED, ASSOCIATION, BATCH, LIST, MEMBER, OWN_TYPE, OWNER, PAIRS, PIPELINE, PROPERTY } from './wire.ts';

const rows = <R extends z.ZodType>(row: R) => z.object({ results: z.array(row) });

const property = {
  ...{ name: 'amount', label: 'Amount', type: 'number', fieldType: null, description: null, groupName: null },
  ...{ hidden: null, hasUniqueValue: null, externalOptions: null, calculated: null, numberDisplayHint: null },
  ...{ options: null, modificationMetadata: null },
};
const options = [{ label: 'A', value: 'a', hidden: null }];
const row = { id: '1', properties: { amount: null }, propertiesWithHistory: null, objectWriteTraceId: null };
const list = { listId: '1', name: 'A', objectTypeId: '0-1', processingType: 'MANUAL', additionalProperties: null };
const stage = { id: '1', label: 'New', displayOrder: 0, metadata: null };

it.each([
  ['properties', rows(PROPERTY), { results: [property, { ...property, options }] }],
  ['rows and errors of a batch', BATCH, { results: [row], errors: [{ category: null, message: 'x', context: null }] }],
  ['a batch without errors', BATCH, { results: [row], errors: null }],
  ['pipelines', rows(PIPELINE), { results: [{ id: '1', label: 'Sales', stages: [stage] }] }],
  ['owners', rows(OWNER), { results: [{ id: '1', email: null, firstName: null, archived: null }], paging: null }],
  ['the end of a list', rows(OWNER), { results: [], paging: { next: null } }],
  ['associations', rows(ASSOCIATION), { results: [{ toObjectId: 1, associationTypes: [] }], paging: null }],
  ['associations of several', ASSOCIATED, { results: [{ from: { id: 1 }, to: [], paging: null }] }],
  ['pairs', PAIRS, { results: [], errors: null }],
  ['lists', z.object({ lists: z.array(LIST) }), { total: null, hasMore: false, offset: 0, lists: [list] }],
  ['members', rows(MEMBER), { total: null, results: [], paging: { next: null } }],
  ['own types', rows(OWN_TYPE), { results: [{ objectTypeId: '2-1', name: 'a', labels: null }] }],
] as const)('null for what is optional is read in %s', (_, schema, body) => {
  expect(parseAnswer('HubSpot', schema, body)).toBeDefined();
});
