import { invalid } from '@rolekit/sdk';

/** What a literal, a quoted name or a comment holds is no SQL. */
const QUOTED = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\//g;
const WRITES = /\b(?:insert|update|delete|merge|into)\b/i;

/**
 * Refuses early what is not one query. It knows words, not what functions and dialects do: the database refuses writes because its
 * user may not write.
 *
 * @throws RK_INVALID_REQUEST
 */
export function checkReadOnly(sql: string): void {
  const code = sql.replaceAll(QUOTED, ' ').trim().replace(/;$/, '');
  if (code.includes(';')) throw invalid('`sql` holds several statements.', 'Send one query in each call.');
  const word = WRITES.exec(code)?.[0];
  if (!/^(?:select|with|values)\b/i.test(code) || word !== undefined)
    throw invalid(
      `\`sql\` does more than read${word === undefined ? '' : ` (${word.toUpperCase()})`}.`,
      'Send a SELECT, and put columns of such a name in double quotes.',
    );
}
