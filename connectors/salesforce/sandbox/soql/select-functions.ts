import { isFilterable } from '../schema/fields.ts';
import { convert } from '../store/settings.ts';
import type { Row } from '../store/store.ts';
import type { Call } from './ast.ts';
import { type BoundPath, bindPath, boundOperand, type Operand, type Scope } from './bind-path.ts';
import { formatValue, isFormattable } from './format-value.ts';
import { problemAt } from './soql-error.ts';

/** The functions that show a field differently; their result has the name of the field. */
export const SELECT_FUNCTIONS: ReadonlySet<string> = new Set(['TOLABEL', 'FORMAT', 'CONVERTCURRENCY']);

const NAMES: Readonly<Record<string, string>> = { TOLABEL: 'toLabel', CONVERTCURRENCY: 'convertCurrency' };

function refusal(scope: Scope, call: Call, reason: string) {
  return problemAt(scope.source, call.at, 'MALFORMED_QUERY', `${NAMES[call.name] ?? call.name} ${reason}`);
}

function fieldOf(scope: Scope, call: Call): BoundPath {
  if (call.argument?.kind === 'path') return bindPath(scope, call.argument.path);
  throw refusal(scope, call, 'takes a field');
}

/** `convertCurrency(Amount)`: the amount in the user's currency. */
function converted(scope: Scope, call: Call): BoundPath {
  const { currencies } = scope.store.settings;
  if (currencies === null) throw refusal(scope, call, 'needs an organization with multiple currencies');
  const path = fieldOf(scope, call);
  if (path.field.type !== 'currency') throw refusal(scope, call, `does not support field ${path.field.name}`);
  return {
    ...path,
    present: (value, holder) =>
      typeof value === 'number'
        ? convert(currencies, value, String(holder.CurrencyIsoCode ?? currencies.corporate), currencies.user)
        : null,
  };
}

function labelled(scope: Scope, call: Call): BoundPath {
  const path = fieldOf(scope, call);
  const { type, labels } = path.field;
  if (type !== 'picklist' && type !== 'multipicklist') {
    throw refusal(scope, call, `does not support field ${path.field.name}`);
  }
  return {
    ...path,
    present: (value) =>
      typeof value === 'string'
        ? value
            .split(';')
            .map((part) => labels[part] ?? part)
            .join(';')
        : value,
  };
}

function formatted(scope: Scope, call: Call): BoundPath {
  const { settings } = scope.store;
  const isConverted = call.argument?.kind === 'call' && call.argument.name === 'CONVERTCURRENCY';
  const path = call.argument?.kind === 'call' && isConverted ? converted(scope, call.argument) : fieldOf(scope, call);
  const { type, name } = path.field;
  if (!isFormattable(type)) throw refusal(scope, call, `does not support field ${name}`);
  const { currencies } = settings;
  return {
    ...path,
    present(value, holder) {
      const own = String(holder.CurrencyIsoCode ?? currencies?.corporate ?? '');
      const shown = path.present ? path.present(value, holder) : value;
      return formatValue(settings, type, shown, isConverted ? (currencies?.user ?? '') : own);
    },
  };
}

/** A function of SELECT over a field. @throws MALFORMED_QUERY for one that is not known or not allowed here */
export function bindSelectFunction(scope: Scope, call: Call): BoundPath {
  switch (call.name) {
    case 'TOLABEL':
      return labelled(scope, call);
    case 'FORMAT':
      return formatted(scope, call);
    case 'CONVERTCURRENCY':
      return converted(scope, call);
    default:
      throw problemAt(scope.source, call.at, 'MALFORMED_QUERY', `unexpected token: '${call.name}'`);
  }
}

/** `toLabel(Status)` in WHERE. */
export function labelOperand(scope: Scope, call: Call): Operand<Row> {
  const path = labelled(scope, call);
  const operand = boundOperand(scope.store, path);
  return {
    ...operand,
    filterable: isFilterable(path.field),
    read: (row) => path.present?.(operand.read(row), row) ?? null,
  };
}
