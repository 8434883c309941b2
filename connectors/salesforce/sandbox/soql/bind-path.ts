import type { SalesforceError } from '../errors.ts';
import type { FieldDef, FieldType, FieldValue } from '../schema/fields.ts';
import { isFilterable } from '../schema/fields.ts';
import { fieldNamed, type ObjectDef, objectOfId, targetOf, wayUp } from '../schema/objects.ts';
import { convert } from '../store/settings.ts';
import type { Row, Store } from '../store/store.ts';
import type { Path } from './ast.ts';
import { problemAt } from './soql-error.ts';

/** Where names of a query are looked up. */
export interface Scope {
  readonly source: string;
  readonly object: ObjectDef;
  readonly alias: string | null;
  readonly store: Store;
}

/** A value of a record or of a group, bound to the schema. */
export interface Operand<T> {
  readonly label: string;
  readonly type: FieldType;
  readonly filterable: boolean;
  readonly at: number;
  /** The values in the order of Setup, for a picklist. */
  readonly picklist?: readonly string[];
  read(item: T): FieldValue;
  /** Which currency an amount of this item is in. */
  currencyOf?(item: T): string;
}

/** A dotted name, resolved: the references to follow and the field at the end. */
export interface BoundPath {
  readonly steps: readonly FieldDef[];
  readonly field: FieldDef;
  readonly at: number;
  /** The name in the result, if it is not the field's. */
  readonly alias?: string;
  /** What a function of SELECT makes of the value, given the record that holds it. */
  readonly present?: (value: FieldValue, holder: Row) => FieldValue;
}

const MAX_STEPS = 5;
const HINT = 'Please reference your WSDL or the describe call for the appropriate names.';

function unknownField(scope: Scope, object: ObjectDef, name: string, at: number): SalesforceError {
  const reason = `No such column '${name}' on entity '${object.name}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. ${HINT}`;
  return problemAt(scope.source, at, 'INVALID_FIELD', reason);
}

function unknownRelationship(scope: Scope, name: string, at: number): SalesforceError {
  const reason = `Didn't understand relationship '${name}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. ${HINT}`;
  return problemAt(scope.source, at, 'INVALID_FIELD', reason);
}

function withoutAlias(scope: Scope, parts: readonly string[]): readonly string[] {
  const [first = ''] = parts;
  const names = [scope.alias, scope.object.name].map((name) => name?.toLowerCase());
  return parts.length > 1 && names.includes(first.toLowerCase()) && !wayUp(scope.object, first)
    ? parts.slice(1)
    : parts;
}

/** Resolves a dotted name. @throws INVALID_FIELD for a name that is not there */
export function bindPath(scope: Scope, path: Path): BoundPath {
  const parts = withoutAlias(scope, path.parts);
  const names = parts.slice(0, -1);
  if (names.length > MAX_STEPS) {
    const reason = `The relationship path '${parts.join('.')}' is longer than ${MAX_STEPS} levels`;
    throw problemAt(scope.source, path.at, 'MALFORMED_QUERY', reason);
  }
  let object = scope.object;
  const steps: FieldDef[] = [];
  for (const name of names) {
    const step = wayUp(object, name);
    if (!step) throw unknownRelationship(scope, name, path.at);
    steps.push(step);
    object = targetOf(step);
  }
  const name = parts.at(-1) ?? '';
  const field = fieldNamed(scope.store.settings, object, name);
  if (!field) throw unknownField(scope, object, name, path.at);
  return { steps, field, at: path.at };
}

/** Follows one reference; a deleted record is not there. */
export function parentRow(store: Store, row: Row, step: FieldDef): Row | null {
  const id = row[step.name];
  const parent = id == null ? undefined : store.find(String(id));
  return parent && parent.IsDeleted !== true ? parent : null;
}

/** A field of a record behind a reference that may lead to several objects. */
function polymorphicValue(row: Row, name: string): FieldValue {
  const object = objectOfId(String(row.Id));
  if (name === 'Type') return object?.name ?? null;
  if (name === 'Name') return row[object?.fields.find((field) => field.nameField)?.name ?? 'Name'] ?? null;
  return row[name] ?? null;
}

/** The value of one field of a record that was reached over `step` (null for the record itself). */
export function readField(row: Row, field: FieldDef, step: FieldDef | null): FieldValue {
  return step && step.referenceTo.length > 1 ? polymorphicValue(row, field.name) : (row[field.name] ?? null);
}

/** The record at the end of a bound path's references. */
function holderOf(store: Store, row: Row, steps: readonly FieldDef[]): Row | null {
  let current: Row | null = row;
  for (const step of steps) {
    if (current === null) return null;
    current = parentRow(store, current, step);
  }
  return current;
}

/** A bound path as something that can be filtered, grouped and sorted. */
export function boundOperand(store: Store, { steps, field, at }: BoundPath): Operand<Row> {
  const lastStep = steps.at(-1) ?? null;
  return {
    label: field.name,
    type: field.type,
    picklist: field.picklist,
    filterable: isFilterable(field),
    at,
    read(row) {
      const holder = holderOf(store, row, steps);
      return holder === null ? null : readField(holder, field, lastStep);
    },
    currencyOf(row) {
      const currency = holderOf(store, row, steps)?.CurrencyIsoCode;
      return typeof currency === 'string' ? currency : (store.settings.currencies?.corporate ?? '');
    },
  };
}

export function pathOperand(scope: Scope, path: Path): Operand<Row> {
  return boundOperand(scope.store, bindPath(scope, path));
}

/** The same operand with its amounts in the corporate currency: so they are added up, sorted and compared with `USD5000`. */
export function inCorporateCurrency(store: Store, operand: Operand<Row>): Operand<Row> {
  const { currencies } = store.settings;
  const { currencyOf } = operand;
  if (currencies === null || operand.type !== 'currency' || !currencyOf) return operand;
  return {
    ...operand,
    read(row) {
      const amount = operand.read(row);
      return typeof amount === 'number' ? convert(currencies, amount, currencyOf(row), currencies.corporate) : amount;
    },
  };
}
