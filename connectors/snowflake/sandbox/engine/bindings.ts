import { errors, VendorError } from '../errors.ts';
import { call } from './build-nodes.ts';
import { literal } from './literal.ts';
import { expression, type Node } from './syntax-tree.ts';

/** A value for a `?`, as both protocols send it. */
export interface Binding {
  type: string;
  value: string | null;
}

/**
 * A bound value as an expression. Dates come as milliseconds since 1970, timestamps and times as nanoseconds, or as texts
 * (the page "Submitting a request to execute SQL statements"); what is finer than a microsecond is refused.
 *
 * @throws VendorError for a value that is not of its type
 */
export function bound(key: string, bindings: Readonly<Record<string, Binding>>): Node {
  const binding = bindings[key];
  if (!binding)
    throw new VendorError(
      '002049',
      '42601',
      `SQL compilation error:\nBind variable ${/^\d+$/.test(key) ? '?' : `:${key}`} not set.`,
    );
  const { type, value } = binding;
  if (value === null) return expression('NULL');
  const isCount = /^[+-]?\d+$/.test(value);
  const quoted = expression(literal(value.replaceAll('\\', '\\\\')));
  switch (type.toUpperCase()) {
    case 'FIXED':
    case 'REAL':
      if (!/^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(value)) throw errors.notNumeric(value);
      return expression(value);
    case 'BOOLEAN':
      if (!/^(?:true|false|1|0)$/i.test(value)) throw errors.notBoolean(value);
      return expression(/^(?:true|1)$/i.test(value) ? 'TRUE' : 'FALSE');
    case 'DATE':
      return call('SF_DATE', [isCount ? timestamp(BigInt(value) * 1000n) : quoted]);
    case 'TIME':
      return call('SF_CLOCK', [isCount ? timestamp(micros(value)) : quoted]);
    case 'TIMESTAMP_NTZ':
      return call('SF_NTZ', [isCount ? timestamp(micros(value)) : quoted]);
    case 'TIMESTAMP_LTZ':
      return call('SF_LTZ', [isCount ? timestamp(micros(value)) : quoted]);
    case 'TIMESTAMP_TZ':
      throw errors.unsupported('a binding of TIMESTAMP_TZ');
    case 'TEXT':
      return quoted;
    default:
      throw errors.unsupported(`a binding of ${type}`);
  }
}

function micros(nanos: string): bigint {
  const count = BigInt(nanos);
  if (count % 1000n !== 0n) throw errors.unsupported('a binding finer than a microsecond');
  return count / 1000n;
}

/** What DuckDB's timestamps reach. */
const FARTHEST = 9_223_372_036_854_775_806n;

function timestamp(count: bigint): Node {
  if (count > FARTHEST || count < -FARTHEST) throw errors.notTimestamp(String(count));
  return call('MAKE_TIMESTAMP', [expression(`CAST('${count}' AS BIGINT)`)]);
}
