import { expect, it } from 'vitest';
import { vendorError } from './vendor-error.ts';

it.each([
  ['a page', '<html>busy</html>'],
  ['nothing', undefined],
  ['a list of nothing', []],
  ['other types', { code: { nested: true }, fields: 3 }],
])('an error that is %s says nothing', (_, body) => {
  expect(vendorError(body, { code: 'code', fields: 'fields' })).toEqual({ said: '', facts: {} });
});

it('an error says its code, its words and the fields that the words leave out', () => {
  const body = { code: 'INVALID', message: 'Fax is too\nlong', fields: ['Fax', 'Discount__c'] };
  expect(vendorError(body, { code: 'code', fields: 'fields' })).toEqual({
    said: 'INVALID: Fax is too long (Discount__c)',
    facts: { vendorCode: 'INVALID', vendorMessage: 'Fax is too long', fields: ['Fax', 'Discount__c'] },
  });
});

it('all errors of a list are said, and the first gives the code', () => {
  const body = [
    { errorCode: 'REQUIRED_FIELD_MISSING', message: 'Required fields are missing: [Name]', fields: ['Name'] },
    { errorCode: 'STRING_TOO_LONG', message: 'data value too large', fields: ['Fax'] },
  ];
  expect(vendorError(body, { code: '*.errorCode', fields: '*.fields' })).toEqual({
    said: 'REQUIRED_FIELD_MISSING: Required fields are missing: [Name] STRING_TOO_LONG: data value too large (Fax)',
    facts: {
      vendorCode: 'REQUIRED_FIELD_MISSING',
      vendorMessage: 'Required fields are missing: [Name] data value too large',
      fields: ['Name', 'Fax'],
    },
  });
});

it('an error that comes without its list is read like one of it', () => {
  expect(vendorError({ errorCode: 'NOT_FOUND', message: 'gone' }, { code: '*.errorCode' }).said).toBe(
    'NOT_FOUND: gone',
  );
});

it('words are read where they lie, all of them', () => {
  const body = {
    ErrorNumber: 10,
    Elements: [
      { ValidationErrors: [{ Message: 'Email is not valid.' }, { Message: 'Name is missing.' }] },
      { ValidationErrors: [] },
    ],
  };
  const places = { code: 'ErrorNumber', words: 'Elements.*.ValidationErrors.*.Message' };
  expect(vendorError(body, places)).toEqual({
    said: '10: Email is not valid. Name is missing.',
    facts: { vendorCode: 10, vendorMessage: 'Email is not valid. Name is missing.' },
  });
  expect(vendorError({ ErrorNumber: 16, message: 'No access' }, places).said).toBe('16: No access');
});

it('lists are read wherever they lie', () => {
  const body = {
    message: 'This app lacks scopes',
    category: 7,
    errors: [{ context: { scopes: ['crm.read', 'crm.write'] } }, { context: {} }, { context: { scopes: 'files' } }],
  };
  expect(vendorError(body, { code: 'category', fields: 'errors.*.context.scopes' })).toEqual({
    said: '7: This app lacks scopes (crm.read, crm.write, files)',
    facts: { vendorCode: 7, vendorMessage: 'This app lacks scopes', fields: ['crm.read', 'crm.write', 'files'] },
  });
});

it('says a code once where it is all that the vendor says', () => {
  expect(vendorError({ error: 'invalid_auth' }, { code: 'error' }).said).toBe('invalid_auth');
});

it('keeps no more than a person would read', () => {
  const body = {
    code: 'X',
    message: 'long '.repeat(1000),
    fields: Array.from({ length: 500 }, (_, index) => `f${index}`),
  };
  const { said, facts } = vendorError(body, { code: 'code', fields: 'fields' });
  expect(said.length).toBeLessThanOrEqual(1200);
  expect(facts.vendorMessage).toHaveLength(2000);
  expect(facts.fields).toHaveLength(100);
});
