import { describe, expect, it } from 'vitest';
import type { FieldSchema, ObjectSchema } from './schema.ts';
import { checkValues, isSame } from './values.ts';

function fieldNamed(name: string, type: string, more: Partial<FieldSchema> = {}): FieldSchema {
  return {
    name,
    label: name,
    type,
    length: 0,
    required: false,
    nillable: true,
    createable: true,
    updateable: true,
    filterable: true,
    nameField: false,
    values: [],
    restricted: false,
    references: [],
    relationship: undefined,
    ...more,
  };
}

const DEAL: ObjectSchema = {
  name: 'Opportunity',
  label: 'Opportunity',
  createable: true,
  updateable: true,
  children: [],
  fields: [
    fieldNamed('Name', 'string', { required: true, nillable: false, length: 10, nameField: true }),
    fieldNamed('Amount', 'currency'),
    fieldNamed('CloseDate', 'date', { required: true, nillable: false }),
    fieldNamed('StageName', 'picklist', { restricted: true, values: ['Proposal', 'Closed Won'] }),
    fieldNamed('IsClosed', 'boolean', { createable: false, updateable: false }),
  ],
};

function problem(
  values: Record<string, string | number | boolean | null>,
  way: 'create' | 'update' = 'update',
): string {
  try {
    checkValues(DEAL, values, way);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('checkValues', () => {
  it('suggests the field that was meant', () => {
    expect(problem({ Closedate__c: '2026-12-01' })).toContain(
      'there is no field `Closedate__c` (Did you mean `CloseDate`?)',
    );
  });

  it('lists every problem at once', () => {
    const message = problem({
      Amount: 'much',
      CloseDate: '2026-02-30',
      StageName: 'Won',
      IsClosed: true,
      Name: 'far too long a name',
    });
    expect(message).toContain('`Amount` must be a number');
    expect(message).toContain('`CloseDate` must be a date such as 2026-11-20');
    expect(message).toContain('`StageName` has no value "Won" (Proposal, Closed Won)');
    expect(message).toContain('`IsClosed` cannot be written');
    expect(message).toContain('`Name` holds at most 10 characters, not 19');
  });

  it('asks for what a new record must have', () => {
    expect(problem({ Name: 'Acme' }, 'create')).toContain('`CloseDate` must be given');
  });

  it('refuses a field twice in two spellings, and a required one made empty', () => {
    expect(problem({ amount: 1, Amount: 2 })).toContain('`Amount` is given twice');
    expect(problem({ CloseDate: null })).toContain('`CloseDate` cannot be empty');
  });

  it('gives the values the exact names of the fields', () => {
    expect(checkValues(DEAL, { amount: 5, stagename: 'Proposal' }, 'update')).toEqual({
      Amount: 5,
      StageName: 'Proposal',
    });
  });
});

describe('isSame', () => {
  it.each([
    ['datetime', '2026-11-20T09:00:00.000+0000', '2026-11-20T09:00:00Z'],
    ['reference', '001Rk00000000001AAA', '001Rk0000000000'],
    ['multipicklist', 'A;B', 'B;A'],
    ['string', null, ''],
  ])('sees no change of a %s that is only written otherwise', (type, before, after) => {
    expect(isSame(fieldNamed('F', type), before, after)).toBe(true);
  });

  it('sees a change', () => {
    expect(isSame(fieldNamed('F', 'double'), 0, null)).toBe(false);
    expect(isSame(fieldNamed('F', 'string'), 'a', 'A')).toBe(false);
  });
});
