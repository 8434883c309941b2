export type FieldValue = string | number | boolean | null;

export type FieldType =
  | 'id'
  | 'string'
  | 'textarea'
  | 'boolean'
  | 'int'
  | 'double'
  | 'currency'
  | 'percent'
  | 'date'
  | 'datetime'
  | 'picklist'
  | 'multipicklist'
  | 'reference'
  | 'phone'
  | 'email'
  | 'url';

/** One field of an object, as the describe call, the query language and the validation of writes see it. */
export interface FieldDef {
  readonly name: string;
  readonly label: string;
  readonly type: FieldType;
  /** Characters; 0 where the type has no length. */
  readonly length: number;
  readonly nillable: boolean;
  readonly createable: boolean;
  readonly updateable: boolean;
  readonly nameField: boolean;
  readonly externalId: boolean;
  readonly picklist: readonly string[];
  /** Labels of picklist values where they differ. */
  readonly labels: Readonly<Record<string, string>>;
  /** There only in an org with several currencies. */
  readonly multiCurrency: boolean;
  readonly defaultValue: FieldValue;
  readonly referenceTo: readonly string[];
  /** The name of the way up: `Account` for `AccountId`. */
  readonly relationshipName: string | null;
  /** The names of the way down, by target object: `Contacts` from Account. */
  readonly childNames: Readonly<Record<string, string>>;
  readonly cascadeDelete: boolean;
}

type Options = Partial<Omit<FieldDef, 'name' | 'label' | 'type'>> & { readonly required?: boolean };

/** Makes a field that is optional and writable unless the options say otherwise. */
function field(name: string, label: string, type: FieldType, options: Options = {}): FieldDef {
  const { required = false, ...rest } = options;
  return {
    name,
    label,
    type,
    length: 0,
    nillable: !required,
    createable: true,
    updateable: true,
    nameField: false,
    externalId: false,
    picklist: [],
    labels: {},
    multiCurrency: false,
    defaultValue: null,
    referenceTo: [],
    relationshipName: null,
    childNames: {},
    cascadeDelete: false,
    ...rest,
  };
}

const READ_ONLY = { createable: false, updateable: false } as const;

export const text = (name: string, label: string, length: number, options?: Options) =>
  field(name, label, 'string', { length, ...options });
export const longText = (name: string, label: string, options?: Options) =>
  field(name, label, 'textarea', { length: 32_000, ...options });
export const number = (
  name: string,
  label: string,
  type: 'int' | 'double' | 'currency' | 'percent',
  options?: Options,
) => field(name, label, type, options);
export const day = (name: string, label: string, options?: Options) => field(name, label, 'date', options);
export const moment = (name: string, label: string, options?: Options) => field(name, label, 'datetime', options);
export const phone = (name: string, label: string) => field(name, label, 'phone', { length: 40 });
export const email = (name: string, label: string, options?: Options) =>
  field(name, label, 'email', { length: 80, ...options });
export const url = (name: string, label: string) => field(name, label, 'url', { length: 255 });
export const flag = (name: string, label: string, options?: Options) =>
  field(name, label, 'boolean', { nillable: false, defaultValue: false, ...options });
export const choice = (name: string, label: string, picklist: readonly string[], options?: Options) =>
  field(name, label, 'picklist', { length: 255, picklist, ...options });
export const choices = (name: string, label: string, picklist: readonly string[]) =>
  field(name, label, 'multipicklist', { length: 4099, picklist });

/** A reference to one of several objects; `relationshipName` drops the `Id` unless given. */
export const reference = (name: string, label: string, referenceTo: readonly string[], options?: Options) =>
  field(name, label, 'reference', { length: 18, referenceTo, relationshipName: name.replace(/Id$/, ''), ...options });

/** A field that the server computes. */
export const readOnly = (definition: FieldDef): FieldDef => ({ ...definition, ...READ_ONLY });

/** The first field of every object. */
export const idField = (label: string) => field('Id', label, 'id', { length: 18, nillable: false, ...READ_ONLY });

export const owner = (label = 'Owner ID') => reference('OwnerId', label, ['User'], { nillable: false });

/** Which currency the amounts of a record are in. */
export const currencyField = field('CurrencyIsoCode', 'Currency', 'picklist', {
  length: 3,
  nillable: true,
  picklist: [],
  multiCurrency: true,
});

/** The fields that the server keeps for every record. */
export const SYSTEM_FIELDS: readonly FieldDef[] = [
  readOnly(flag('IsDeleted', 'Deleted')),
  readOnly(moment('CreatedDate', 'Created Date', { nillable: false })),
  readOnly(reference('CreatedById', 'Created By ID', ['User'], { nillable: false })),
  readOnly(moment('LastModifiedDate', 'Last Modified Date', { nillable: false })),
  readOnly(reference('LastModifiedById', 'Last Modified By ID', ['User'], { nillable: false })),
  readOnly(moment('SystemModstamp', 'System Modstamp', { nillable: false })),
];

/** True for the types whose values are text in a query. */
export function isTextual(type: FieldType): boolean {
  return !['boolean', 'int', 'double', 'currency', 'percent', 'date', 'datetime'].includes(type);
}

export function isNumeric(type: FieldType): boolean {
  return type === 'int' || type === 'double' || type === 'currency' || type === 'percent';
}

/** Long text can be read, but not filtered, sorted or grouped. */
export function isFilterable(definition: FieldDef): boolean {
  return definition.type !== 'textarea';
}
