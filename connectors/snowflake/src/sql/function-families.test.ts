import { describe, expect, it } from 'vitest';
import {
  AGGREGATE_FAMILY,
  CORE_FAMILY,
  FROM_FAMILY,
  INFORMATION_SCHEMA_FAMILY,
  MATCH_RECOGNIZE_FAMILY,
  READING_FAMILIES,
} from './function-families.ts';
import { checkReadOnly } from './read-only.ts';
import { REFUSED_FAMILIES } from './refused-functions.ts';

const outcome = (sql: string): string => {
  try {
    checkReadOnly(sql);
    return 'runs';
  } catch (error) {
    return (error as Error).message;
  }
};
const names = (text: string): string[] => text.split(/\s+/).filter(Boolean);
const refusedNames = (call: (name: string) => string, text: string): string[] =>
  names(text).filter((name) => outcome(call(name)) !== 'runs');

describe('families of built-in functions', () => {
  it.each([...READING_FAMILIES, AGGREGATE_FAMILY])('run, all of $page', ({ names: text }) => {
    expect(refusedNames((name) => `SELECT ${name.toLowerCase()}(x) FROM t`, text)).toEqual([]);
  });

  it('run below INFORMATION_SCHEMA and SNOWFLAKE.CORE by their whole name, and not without it', () => {
    const tables = INFORMATION_SCHEMA_FAMILY.names;
    expect(refusedNames((name) => `SELECT * FROM TABLE(db.INFORMATION_SCHEMA.${name}(x => 1))`, tables)).toEqual([]);
    expect(refusedNames((name) => `SELECT * FROM TABLE(util.public.${name}(1))`, tables)).toEqual(names(tables));
    expect(refusedNames((name) => `SELECT SNOWFLAKE.CORE.${name}(x) FROM t`, CORE_FAMILY.names)).toEqual([]);
    expect(outcome('SELECT CORE.NULL_COUNT(x) FROM t')).toContain('CORE.NULL_COUNT is not a function');
  });

  it('run inside of MATCH_RECOGNIZE when they are its own, and nowhere else', () => {
    const own = MATCH_RECOGNIZE_FAMILY.names;
    const inside = (name: string) =>
      `SELECT * FROM t MATCH_RECOGNIZE (ORDER BY a MEASURES ${name}(a) AS m PATTERN (u+) DEFINE u AS a > 1)`;
    expect(refusedNames(inside, own)).toEqual([]);
    expect(refusedNames((name) => `SELECT ${name}(a) FROM t`, own)).toEqual(names(own));
  });

  it('run in place of a table when they stand for one, and nowhere else', () => {
    expect(refusedNames((name) => `SELECT * FROM ${name}(v)`, FROM_FAMILY.names)).toEqual([]);
    expect(refusedNames((name) => `SELECT ${name}(v)`, FROM_FAMILY.names)).toEqual(names(FROM_FAMILY.names));
  });

  it('are in one family only', () => {
    const all = [...READING_FAMILIES, AGGREGATE_FAMILY, ...REFUSED_FAMILIES].flatMap((family) => names(family.names));
    expect(all.filter((name, index) => all.indexOf(name) !== index)).toEqual([]);
    expect(all.length).toBeGreaterThan(650);
  });
});

describe('built-in functions that do more than read', () => {
  it.each(REFUSED_FAMILIES.filter((family) => family.names !== ''))('are refused by name: $page, $does', (family) => {
    for (const name of names(family.names))
      expect(outcome(`SELECT ${name}(x) FROM t`)).toBe(`Not run: ${name} ${family.does}.`);
  });

  it.each([
    ["SELECT SNOWFLAKE.CORTEX.COMPLETE('m', 'x')", 'SNOWFLAKE.CORTEX.COMPLETE calls a model'],
    ["SELECT SNOWFLAKE.CORTEX.SENTIMENT('x')", 'calls a model'],
    ["SELECT AI_NEXT_YEARS('x')", 'AI_NEXT_YEARS calls a model'],
    ["SELECT * FROM TABLE(INFER_SCHEMA(LOCATION => 's', FILE_FORMAT => 'f'))", 'INFER_SCHEMA reads a stage or a file.'],
    ["SELECT SYSTEM$CANCEL_ALL_QUERIES('1')", 'can change something'],
    ["SELECT SYSTEM$SHOW_OAUTH_CLIENT_SECRETS('x')", 'gives out a secret'],
    ["SELECT * FROM TABLE(TO_QUERY(SQL => 'SELECT wipe()'))", 'TO_QUERY runs a statement that stands in a text.'],
    ['SELECT * FROM TABLE(GETNEXTVAL(seq))', 'GETNEXTVAL moves a sequence.'],
    ['SELECT "seq".nextval', 'NEXTVAL moves a sequence.'],
    ["SELECT * FROM '@stage/a.csv'", 'stages and files are not read'],
  ])('%s', (sql, reason) => {
    expect(outcome(sql)).toContain(reason);
  });
});
