import { closing, enclosing, holdsNames, isSymbol, isTablePlace, isWord, opening } from './positions.ts';
import type { Token } from './tokens.ts';

/** Reserved words: no function can have such a name without double quotes. */
const RESERVED = new Set(
  `ALL AND ANY BETWEEN BY CASE DISTINCT ELSE EXISTS FROM HAVING ILIKE IN INTERSECT JOIN LATERAL LIKE MINUS NOT NULL ON OR QUALIFY
REGEXP RLIKE SAMPLE SELECT SOME TABLESAMPLE THEN UNION USING VALUES WHEN WHERE WITH`.split(/\s+/),
);

/** Words of a clause, which a function could have as its name too: only where no expression can begin. */
const CLAUSES = new Set(
  'AT BEFORE CHANGES EXCEPT MATCH_CONDITION MATCH_RECOGNIZE OVER PATTERN PIVOT UNPIVOT'.split(' '),
);

/** Words that are part of a clause only right behind others, the last one first. */
const BEHIND: Readonly<Record<string, readonly (readonly string[])[]>> = {
  BERNOULLI: [['SAMPLE'], ['TABLESAMPLE']],
  BLOCK: [['SAMPLE'], ['TABLESAMPLE']],
  CUBE: [['BY', 'GROUP']],
  GROUP: [['WITHIN']],
  NULLS: [
    ['INCLUDE', 'UNPIVOT'],
    ['EXCLUDE', 'UNPIVOT'],
  ],
  ROLLUP: [['BY', 'GROUP']],
  ROW: [['SAMPLE'], ['TABLESAMPLE']],
  SETS: [['GROUPING', 'BY']],
  SYSTEM: [['SAMPLE'], ['TABLESAMPLE']],
};

/** Words behind which an expression begins, so that a name there is a function. */
const EXPRESSION_FOLLOWS = new Set(
  `AS ASC COLLATE CONNECT_BY_ROOT CROSS CUBE DEFINE DESC ESCAPE EXCEPT FETCH FINAL FIRST FOR FULL GROUP INNER INTERVAL IS LAST LEFT
LIMIT MEASURES NATURAL NEXT OFFSET ORDER OUTER OVER PARTITION PRECEDING PRIOR RECURSIVE REGEXP RETURNING RIGHT ROLLUP ROWS RUNNING
SEPARATOR SETS START TO TOP ZONE`.split(/\s+/),
);

const TYPES = new Set(
  `ARRAY BINARY CHAR CHARACTER DATETIME DEC DECIMAL MAP NCHAR NUMBER NUMERIC NVARCHAR NVARCHAR2 OBJECT STRING TEXT TIME TIMESTAMP
TIMESTAMPLTZ TIMESTAMPNTZ TIMESTAMPTZ TIMESTAMP_LTZ TIMESTAMP_NTZ TIMESTAMP_TZ VARBINARY VARCHAR VARYING VECTOR`.split(
    /\s+/,
  ),
);

/** True for a word before a parenthesis that belongs to the syntax, and is no call. */
export function isSyntax(tokens: readonly Token[], index: number): boolean {
  if (isType(tokens, index) || isAlias(tokens, index) || isColumnList(tokens, index)) return true;
  const { kind, text } = tokens[index] as Token;
  if (kind !== 'word') return false;
  return text === 'AS' || RESERVED.has(text) || isClauseWord(tokens, index);
}

/** `CAST(x AS NUMBER(10, 2))`, `x::NUMBER(10, 2)` and types inside of a type. */
function isType(tokens: readonly Token[], index: number): boolean {
  if (isSymbol(tokens[index - 1], '::')) return true;
  if (tokens[index]?.kind !== 'word' || !TYPES.has(tokens[index].text)) return false;
  if (isWord(tokens[index - 1], 'AS')) return true;
  const open = enclosing(tokens, index);
  return open > 0 && isSymbol(tokens[open], '(') && isType(tokens, open - 1);
}

/** `(…) AS t (a, b)`; without AS only right behind what stands for a table. */
function isAlias(tokens: readonly Token[], index: number): boolean {
  if (!holdsNames(tokens, index + 1)) return false;
  if (isWord(tokens[index - 1], 'AS')) return true;
  if (!isSymbol(tokens[index - 1], ')')) return false;
  let open = opening(tokens, index - 1);
  // FROM VALUES (1), (2) t (a)
  while (isSymbol(tokens[open - 1], ',') && isSymbol(tokens[open - 2], ')')) open = opening(tokens, open - 2);
  if (isWord(tokens[open - 1], 'VALUES') || isWord(tokens[open - 1], 'TABLE')) open--;
  return isTablePlace(tokens, open);
}

/** `name (a, b) AS (` defines a common table expression. */
function isColumnList(tokens: readonly Token[], index: number): boolean {
  const before = tokens[index - 1]?.text;
  if (before !== 'WITH' && before !== 'RECURSIVE' && before !== ',') return false;
  const end = closing(tokens, index + 1);
  return isWord(tokens[end + 1], 'AS') && isSymbol(tokens[end + 2], '(') && holdsNames(tokens, index + 1);
}

function isClauseWord(tokens: readonly Token[], index: number): boolean {
  const text = tokens[index]?.text ?? '';
  if (text === 'EXCLUDE') return isStar(tokens, index - 1);
  if (text === 'RENAME') return isBehindStar(tokens, index);
  if (text === 'SEED' || text === 'REPEATABLE') return isBehindSample(tokens, index);
  const behind = BEHIND[text];
  if (behind) return behind.some((words) => words.every((word, back) => isWord(tokens[index - 1 - back], word)));
  return CLAUSES.has(text) && endsExpression(tokens, index - 1);
}

/** No expression can begin behind a name, a text, a number or a closing parenthesis, but for that of TOP. */
function endsExpression(tokens: readonly Token[], index: number): boolean {
  const token = tokens[index];
  if (!token) return false;
  if (token.kind === 'word') return !RESERVED.has(token.text) && !EXPRESSION_FOLLOWS.has(token.text);
  if (token.kind === 'number' || token.kind === 'bind') return !isWord(tokens[index - 1], 'TOP');
  if (token.kind !== 'symbol') return true;
  if (token.text === ']') return true;
  return token.text === ')' && !isWord(tokens[opening(tokens, index) - 1], 'TOP');
}

/** `SELECT *`, `, *`, `t.*`, `HASH(*` and `{*`, not a product. */
function isStar(tokens: readonly Token[], index: number): boolean {
  if (!isSymbol(tokens[index], '*')) return false;
  const before = tokens[index - 1];
  if (before?.kind === 'number') return isWord(tokens[index - 2], 'TOP');
  return /^(?:SELECT|DISTINCT|ALL|,|\.|\(|\{)$/.test(before?.text ?? '');
}

/** `*`, `* EXCLUDE a`, `* EXCLUDE (a)`, `* ILIKE 'a'` and `* REPLACE (…)` go on with RENAME. */
function isBehindStar(tokens: readonly Token[], index: number): boolean {
  if (isStar(tokens, index - 1)) return true;
  const start = isSymbol(tokens[index - 1], ')') ? opening(tokens, index - 1) : index - 1;
  const word = tokens[start - 1];
  if (isWord(word, 'REPLACE')) return isBehindStar(tokens, start - 1);
  return (isWord(word, 'EXCLUDE') || isWord(word, 'ILIKE')) && isStar(tokens, start - 2);
}

function isBehindSample(tokens: readonly Token[], index: number): boolean {
  if (!isSymbol(tokens[index - 1], ')')) return false;
  return /^(?:SAMPLE|TABLESAMPLE|BERNOULLI|SYSTEM|BLOCK|ROW)$/.test(tokens[opening(tokens, index - 1) - 1]?.text ?? '');
}
