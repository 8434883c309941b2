import { errors } from '../errors.ts';
import { call, number } from './build-nodes.ts';
import type { DialectContext } from './dialect.ts';
import { isNode, type Node } from './syntax-tree.ts';
import { isDocument } from './variants.ts';

const NUMBERS = /^(?:TINY_?INT|SMALL_?INT|INT|INTEGER|BIG_?INT|BYTE_?INT|DECIMAL|NUMBER|NUMERIC)$/;

/** Casts: texts as Snowflake writes them, times without their zone, documents by their value. */
export function rewriteCast(node: Node, { documents }: Pick<DialectContext, 'documents'>): Node | undefined {
  const root = isNode(node.cast) ? 'cast' : isNode(node.try_cast) ? 'try_cast' : undefined;
  if (root === undefined) return undefined;
  const cast = node[root] as Node;
  const type = cast.to as Node;
  const name = String(type.name ?? type.data_type ?? '').toUpperCase();
  if (name === 'TIMESTAMP' && type.timezone === true) throw errors.unsupported('TIMESTAMP_TZ');
  if (/^(?:VARIANT|OBJECT|ARRAY|JSON)$/.test(name)) return call('SF_JSON', [cast.this]);
  if (/^(?:TEXT|VAR_CHAR|CHAR|STRING)$/.test(name)) {
    const textual = call('SF_TEXT', [cast.this]);
    if (type.length === undefined || type.length === null) return textual;
    return call(root === 'cast' ? 'SF_FIT' : 'SF_TRY_FIT', [textual, number(Number(type.length))]);
  }
  const trying = root === 'try_cast' ? 'TRY_' : '';
  if (/^(?:TIMESTAMP|TIMESTAMPNTZ)$/.test(name)) return call(`SF_${trying}NTZ`, [cast.this]);
  if (name === 'TIMESTAMPLTZ') return call(`SF_${trying}LTZ`, [cast.this]);
  if (root === 'cast' && name === 'DATE') return call('SF_DATE', [cast.this]);
  if (root === 'try_cast' && name === 'DATE') return call('SF_TRY_DATE', [cast.this]);
  const plain = isDocument(cast.this, documents) ? call('SF_TEXT', [cast.this]) : cast.this;
  const check = NUMBERS.test(name) ? 'DIGITS' : /^(?:FLOAT|DOUBLE|REAL)$/.test(name) ? 'REAL' : undefined;
  return { [root]: { ...cast, this: check === undefined ? plain : call(`SF_${trying}${check}`, [plain]) } };
}
