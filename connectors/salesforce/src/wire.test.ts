import { parseAnswer } from '@rolekit/sdk/http';
import { expect, it } from 'vitest';
import { DESCRIBE_ANSWER, OBJECTS_ANSWER, QUERY_ANSWER } from './wire.ts';

it('null for what is optional is read as if it were not there', () => {
  const query = { totalSize: 1, done: true, nextRecordsUrl: null, records: [{ Id: '1', Amount: null }] };
  expect(parseAnswer('Salesforce', QUERY_ANSWER, query)).toEqual({
    totalSize: 1,
    done: true,
    records: [{ Id: '1', Amount: null }],
  });
  const entry = { name: 'Deal__c', label: 'Deal', keyPrefix: null, custom: null, queryable: null };
  expect(parseAnswer('Salesforce', OBJECTS_ANSWER, { sobjects: [entry] }).sobjects[0]).toMatchObject({
    custom: false,
    queryable: true,
  });
  const field = { name: 'Stage', label: 'Stage', type: 'picklist', length: null, nillable: null, referenceTo: null };
  const described = parseAnswer('Salesforce', DESCRIBE_ANSWER, {
    ...{ name: 'Deal__c', label: 'Deal', createable: null, childRelationships: null },
    fields: [
      { ...field, picklistValues: [{ value: 'New', active: null }] },
      { ...field, picklistValues: null },
    ],
  });
  expect(described.fields.map(({ picklistValues }) => picklistValues)).toEqual([[{ value: 'New', active: true }], []]);
});
