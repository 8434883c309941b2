import { describe, expect, it } from 'vitest';
import { SalesforceError } from '../errors.ts';
import { demoStore } from '../soql/query-bench.ts';
import { executeSearch } from './search.ts';

const context = { store: demoStore(), version: 'v62.0', includeDeleted: false };
const names = (sosl: string) =>
  executeSearch(context, sosl).searchRecords.map((record) => record.Name ?? record.attributes.type);
const code = (sosl: string) => {
  try {
    executeSearch(context, sosl);
    return 'none';
  } catch (error) {
    return error instanceof SalesforceError ? error.code : String(error);
  }
};

describe('a search that the sandbox does not know', () => {
  it.each([
    ['nothing', ''],
    ['no braces', "FIND 'kestrel' RETURNING Account"],
    ['open braces', 'FIND {kestrel RETURNING Account'],
    ['an empty term', 'FIND {} RETURNING Account'],
    ['one character', 'FIND {a} RETURNING Account'],
    ['only a wildcard', 'FIND {*} RETURNING Account'],
    ['an operator without its word', 'FIND {kestrel AND} RETURNING Account'],
    ['an open parenthesis', 'FIND {(kestrel} RETURNING Account'],
    ['an open quote', 'FIND {"kestrel vale} RETURNING Account'],
    ['an unescaped reserved character', 'FIND {kestrel & vale} RETURNING Account'],
    ['an unknown group of fields', 'FIND {kestrel} IN SOME FIELDS RETURNING Account'],
    ['WITH HIGHLIGHT', 'FIND {kestrel} RETURNING Account WITH HIGHLIGHT'],
    ['no object', 'FIND {kestrel} RETURNING'],
    ['broken WHERE', 'FIND {kestrel} RETURNING Account(Id WHERE)'],
    ['text behind the end', 'FIND {kestrel} LIMIT 5 more'],
  ])('is MALFORMED_SEARCH: %s', (_what, sosl) => {
    expect(code(sosl)).toBe('MALFORMED_SEARCH');
  });

  it('is INVALID_FIELD or INVALID_TYPE for unknown names', () => {
    expect(code('FIND {kestrel} RETURNING Account(Foo)')).toBe('INVALID_FIELD');
    expect(code('FIND {kestrel} RETURNING Foo')).toBe('INVALID_TYPE');
    expect(code('FIND {kestrel} RETURNING OpportunityHistory(Id)')).toBe('INVALID_TYPE');
  });
});

describe('searching', () => {
  it('finds whole words in any case, and beginnings only with a wildcard', () => {
    expect(names('FIND {KESTREL} IN NAME FIELDS RETURNING Account(Name)')).toEqual([
      'Kestrel & Vale Logistics',
      'Kestrel Vale Foods',
    ]);
    expect(names('FIND {kest} IN NAME FIELDS RETURNING Account(Name)')).toEqual([]);
    expect(names('FIND {kest*} IN NAME FIELDS RETURNING Account(Name)')).toHaveLength(2);
    expect(names('FIND {kestre?} IN NAME FIELDS RETURNING Account(Name)')).toHaveLength(2);
  });

  it('combines words, phrases and operators', () => {
    const accounts = (term: string) => names(`FIND {${term}} IN NAME FIELDS RETURNING Account(Name)`);
    expect(accounts('kestrel foods')).toEqual(['Kestrel Vale Foods']);
    expect(accounts('kestrel AND logistics')).toEqual(['Kestrel & Vale Logistics']);
    expect(accounts('"rail works" OR solvane')).toEqual(['Solvane Pharma', 'Marlowe Rail Works']);
    expect(accounts('kestrel AND NOT foods')).toEqual(['Kestrel & Vale Logistics']);
    expect(accounts('kestrel AND (foods OR rail)')).toEqual(['Kestrel Vale Foods']);
    expect(accounts("o\\'dowd")).toEqual(["O'Dowd Instruments"]);
  });

  it('keeps to the group of fields', () => {
    expect(names('FIND {"declan.voss@kestrelvalelogistics.example"} IN EMAIL FIELDS RETURNING Contact(Name)')).toEqual([
      'Declan Voss',
    ]);
    expect(names('FIND {voss} IN EMAIL FIELDS RETURNING Contact(Name)')).toEqual(['Declan Voss']);
    expect(names('FIND {voss} IN PHONE FIELDS RETURNING Contact(Name)')).toEqual([]);
  });

  it('filters, sorts and limits each object, in the order of RETURNING', () => {
    const sosl =
      "FIND {kestrel} IN ALL FIELDS RETURNING Opportunity(Name, StageName WHERE StageName != 'Closed Won' ORDER BY Name DESC LIMIT 1), Account(Name, Owner.Name WHERE Industry = 'Retail')";
    expect(executeSearch(context, sosl)).toMatchObject({
      searchRecords: [
        { attributes: { type: 'Opportunity' }, Name: 'Kestrel Vale Foods - Planner Renewal', StageName: 'Proposal' },
        { attributes: { type: 'Account' }, Name: 'Kestrel Vale Foods', Owner: { Name: 'Kenji Aramaki' } },
      ],
    });
  });

  it('gives only ids where no field is named, from all objects where none is', () => {
    expect(executeSearch(context, 'FIND {tarnbrook} RETURNING Account').searchRecords).toEqual([
      {
        attributes: { type: 'Account', url: '/services/data/v62.0/sobjects/Account/001Rk0000000002IAA' },
        Id: '001Rk0000000002IAA',
      },
    ]);
    const types = new Set(
      executeSearch(context, 'FIND {tarnbrook*}').searchRecords.map((record) => record.attributes.type),
    );
    expect([...types]).toEqual(['Account', 'Contact', 'Opportunity']);
  });

  it('cuts at LIMIT', () => {
    expect(executeSearch(context, 'FIND {call} RETURNING Task(Id) LIMIT 7').searchRecords).toHaveLength(7);
  });
});
