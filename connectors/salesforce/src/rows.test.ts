import { describe, expect, it } from 'vitest';
import { readableRows } from './rows.ts';

const account = (Name: string) => ({
  attributes: { type: 'Account' },
  Name,
  Owner: { attributes: { type: 'User' }, Name: 'Maren Holt' },
});

describe('readableRows', () => {
  it('says what Salesforce cut from a subquery', () => {
    const { rows, notes } = readableRows([
      {
        attributes: { type: 'Account' },
        Id: '001A',
        Contacts: { totalSize: 3, done: false, records: [{ attributes: { type: 'Contact' }, Name: 'Ida' }] },
      },
    ]);
    expect(rows).toEqual([{ Id: '001A', Contacts: [{ Name: 'Ida' }] }]);
    expect(notes).toEqual(['Contacts of 001A shows 1 of 3 rows: query the child object itself for the rest.']);
  });

  it('gives a record without its parent the columns of the others', () => {
    const { rows } = readableRows([
      { attributes: { type: 'Opportunity' }, Id: '006A', Account: null },
      { attributes: { type: 'Opportunity' }, Id: '006B', Account: account('Acme') },
    ]);
    expect(rows).toEqual([
      { Id: '006A', 'Account.Name': null, 'Account.Owner.Name': null },
      { Id: '006B', 'Account.Name': 'Acme', 'Account.Owner.Name': 'Maren Holt' },
    ]);
  });

  it('leaves an empty subquery an empty value', () => {
    expect(readableRows([{ attributes: { type: 'Account' }, Id: '001A', Contacts: null }]).rows).toEqual([
      { Id: '001A', Contacts: null },
    ]);
  });
});
