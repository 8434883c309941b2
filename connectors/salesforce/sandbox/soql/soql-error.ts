import { SalesforceError, type SalesforceErrorCode } from '../errors.ts';

const CONTEXT = 32;

/**
 * A refusal that points into the query as the vendor does: the surrounding text, a caret, the position and the reason.
 *
 * @param at offset of the offending text in the query
 */
export function problemAt(source: string, at: number, code: SalesforceErrorCode, reason: string): SalesforceError {
  const before = source.slice(0, at);
  const lineStart = before.lastIndexOf('\n') + 1;
  const lineEnd = source.indexOf('\n', at) < 0 ? source.length : source.indexOf('\n', at);
  const row = before.split('\n').length;
  const column = at - lineStart + 1;

  let from = lineStart;
  if (at - lineStart > CONTEXT) {
    const space = source.indexOf(' ', at - CONTEXT);
    from = space >= 0 && space < at ? space + 1 : at - CONTEXT;
  }
  const excerpt = source.slice(from, Math.min(lineEnd, at + CONTEXT));
  const caret = `${' '.repeat(at - from)}^`;
  return new SalesforceError(code, `\n${excerpt}\n${caret}\nERROR at Row:${row}:Column:${column}\n${reason}`);
}
