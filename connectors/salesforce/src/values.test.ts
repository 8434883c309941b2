import { afterEach, describe, expect, it, vi } from 'vitest';
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

describe('strict forms', () => {
  const schema: ObjectSchema = {
    ...DEAL,
    fields: [
      fieldNamed('Day', 'date'),
      fieldNamed('At', 'datetime'),
      fieldNamed('Count', 'int'),
      fieldNamed('Amount', 'currency'),
      fieldNamed('OwnerId', 'reference'),
    ],
  };
  const isTaken = (values: Record<string, string | number>) => {
    try {
      checkValues(schema, values, 'update');
      return true;
    } catch {
      return false;
    }
  };

  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it.each([
    ['Day', '2026-02-30'],
    ['Day', '2026-2-3'],
    ['Day', '20/11/2026'],
    ['Day', '2026-11-20T00:00:00Z'],
    ['At', '2026-11-20'],
    ['At', '2026-11-20T09:00:00'],
    ['At', '2026-11-20T09:00Z'],
    ['At', '2026-02-30T09:00:00Z'],
    ['At', '2026-11-20T25:00:00Z'],
    ['At', '2026-11-20T09:00:00Z and more Z'],
    ['Count', 1.5],
    ['Count', '5'],
    ['Count', 9_007_199_254_740_992],
    ['Amount', 9_007_199_254_740_992],
    ['Amount', ''.padEnd(3)],
    ['Amount', '0x10'],
    ['OwnerId', '005Rk0000000001IAB'],
  ])('refuse %s: %s', (name, value) => {
    expect(isTaken({ [name]: value })).toBe(false);
  });

  it.each(['UTC', 'America/Los_Angeles', 'Asia/Kolkata'])('mean the same on a machine in %s', (zone) => {
    vi.stubEnv('TZ', zone);
    const at = fieldNamed('At', 'datetime');
    expect(isTaken({ Day: '2028-02-29', At: '2026-11-20T09:00:00.000+0530', Count: 5, Amount: 0.1 })).toBe(true);
    expect(isSame(at, '2026-11-20T03:30:00.000+0000', '2026-11-20T09:00:00+05:30')).toBe(true);
    expect(isSame(at, '2026-11-20T09:00:00.000+0000', '2026-11-20T09:00:00-08:00')).toBe(false);
  });

  it('restore the case of an id that something folded', () => {
    expect(checkValues(schema, { OwnerId: '005rk0000000001iaa' }, 'update')).toEqual({ OwnerId: '005Rk0000000001IAA' });
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
