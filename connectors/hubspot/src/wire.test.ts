import { parseAnswer } from '@rolekit/sdk/http';
import { expect, it } from 'vitest';
import {
  ASSOCIATED,
  ASSOCIATIONS,
  BATCH,
  LISTS,
  MEMBERS,
  OWNERS,
  PAIRS,
  PIPELINES,
  PROPERTIES,
  TYPES,
} from './wire.ts';

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
  ['properties', PROPERTIES, { results: [property, { ...property, options }] }],
  ['rows and errors of a batch', BATCH, { results: [row], errors: [{ category: null, message: 'x', context: null }] }],
  ['a batch without errors', BATCH, { results: [row], errors: null }],
  ['pipelines', PIPELINES, { results: [{ id: '1', label: 'Sales', stages: [stage] }] }],
  ['owners', OWNERS, { results: [{ id: '1', email: null, firstName: null, archived: null }], paging: null }],
  ['the end of a list', OWNERS, { results: [], paging: { next: null } }],
  ['associations', ASSOCIATIONS, { results: [{ toObjectId: 1, associationTypes: [] }], paging: null }],
  ['associations of several', ASSOCIATED, { results: [{ from: { id: 1 }, to: [], paging: null }] }],
  ['pairs', PAIRS, { results: [], errors: null }],
  ['lists', LISTS, { total: null, hasMore: false, offset: 0, lists: [list] }],
  ['members', MEMBERS, { total: null, results: [], paging: { next: null } }],
  ['own types', TYPES, { results: [{ objectTypeId: '2-1', name: 'a', labels: null }] }],
] as const)('null for what is optional is read in %s', (_, schema, body) => {
  expect(parseAnswer('HubSpot', schema, body)).toBeDefined();
});
