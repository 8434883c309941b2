import { flag, idField, number, readOnly, SYSTEM_FIELDS, text } from './fields.ts';
import type { ObjectDef } from './objects.ts';

/** The currencies of an org; the object exists only where there are several. */
export const CURRENCY_TYPE: ObjectDef = {
  name: 'CurrencyType',
  label: 'Currency Type',
  labelPlural: 'Currency Types',
  keyPrefix: '01L',
  writable: false,
  searchable: false,
  multiCurrency: true,
  fields: [
    idField('Currency Type ID'),
    text('IsoCode', 'Currency ISO Code', 3, { nillable: false, nameField: true }),
    number('ConversionRate', 'Conversion Rate', 'double'),
    number('DecimalPlaces', 'Decimal Places', 'int'),
    flag('IsActive', 'Active'),
    flag('IsCorporate', 'Corporate Currency'),
    ...SYSTEM_FIELDS.filter((field) => field.name !== 'IsDeleted'),
  ].map(readOnly),
};
