// biome-ignore-all lint/suspicious/noTemplateCurlyInString: playbooks write their values so
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluate } from './evaluate.ts';
import { parseExpression } from './expression.ts';
import { fillDeep, fillTemplate, parseTemplate } from './template.ts';
import { ExpressionError, type Scope } from './values.ts';

const SCOPE: Scope = {
  items: [
    { Id: 'a', Amount: 10.5, Stage: 'Won', Account: { Name: 'Acme' } },
    { Id: 'b', Amount: null, Stage: 'Open', Account: null },
    { Id: 'c', Amount: 4, Stage: 'Won', Account: { Name: 'Initech' } },
  ],
  total: 100,
  rows: [{ Id: 'a', 'Account.Name': 'Acme' }],
  name: "O'Brien",
  amounts: ['10.25', null, 5],
};

const value = (text: string) => evaluate(parseExpression(text), SCOPE);

function problem(text: string): { message: string; at: number; fix: string | undefined } {
  try {
    value(text);
  } catch (error) {
    if (error instanceof ExpressionError) return { message: error.message, at: error.at, fix: error.fix };
    throw error;
  }
  throw new Error(`${text} was accepted`);
}

describe('an expression is refused', () => {
  test.each([
    ['', 'expected a value, found the end', 0],
    ['1 +', 'expected a value, found the end', 3],
    ['(1', 'expected `)`, found the end', 2],
    ['1 2', 'unexpected `2`', 2],
    ["'open", 'a text is not closed', 0],
    ['total; total', 'unexpected `;`', 5],
    ['items[', 'expected a number, `*`, a quoted field or a filter inside `[ ]`', 6],
    ['items[1.5]', 'an index is a whole number', 6],
    ["items[Stage = 'Won']", 'unexpected `=`', 12],
    ['total.', 'expected a field name after `.`', 6],
  ])('%j because %s', (text, message, at) => {
    expect(problem(text)).toMatchObject({ message, at });
  });

  test('when it reaches for anything but the values given to it', () => {
    expect(problem('constructor').message).toBe('there is no `constructor`');
    expect(problem('items[0].__proto__').message).toBe('there is no `__proto__`');
    expect(problem('constructor(1)').message).toBe('unknown function `constructor`');
    expect(problem('process.exit').message).toBe('there is no `process`');
  });

  test('with the nearest name for a typo', () => {
    expect(problem('items[0].Amuont')).toEqual({
      message: 'there is no `Amuont`',
      at: 8,
      fix: 'Did you mean `Amount`?',
    });
    expect(problem('sun(items)')).toMatchObject({ message: 'unknown function `sun`', fix: 'Did you mean `sum`?' });
  });

  test('when the types do not fit', () => {
    expect(problem("total + 'x'").message).toBe('`+` needs numbers, found the number 100 and the text "x"');
    expect(problem('sum(items[*].Id)').message).toBe('sum needs a list of numbers, found the text "a" in it');
    expect(problem('sum(total)').message).toBe('sum needs a list, found the number 100');
    expect(problem('items.Id')).toMatchObject({
      message: 'cannot read `Id` of a list of 3',
      fix: 'Use `[0]` or `[*]` first.',
    });
    expect(problem('items[7]').message).toBe('there is no [7] in a list of 3');
    expect(problem("number('1e3')").message).toBe('number needs a decimal number, found the text "1e3"');
    expect(problem('total / 0').message).toBe('division by 0');
    expect(problem('items[Stage < 5]').message).toBe('`<` cannot compare the text "Won" with the number 5');
  });

  test('and never with anything but its own error, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), (text) => {
        try {
          value(text);
        } catch (error) {
          expect(error).toBeInstanceOf(ExpressionError);
        }
      }),
    );
  });
});

describe('an expression answers', () => {
  test.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['10 - 2 - 3', 5],
    ['-total / 4', -25],
    ['items[0].Id', 'a'],
    ['items[*].Id', ['a', 'b', 'c']],
    ['items[*].Account.Name', ['Acme', null, 'Initech']],
    ["rows[0]['Account.Name']", 'Acme'],
    ["rows[Id == 'a']['Account.Name']", ['Acme']],
    ["rows[*]['Account.Name']", ['Acme']],
    ["items[Stage == 'Won'].Id", ['a', 'c']],
    ["items[Stage == 'Won'][Amount > 5].Id", ['a']],
    ["items[Stage == 'Won'][1].Id", 'c'],
    ['items[Amount == null].Id', ['b']],
    ['sum(items[*].Amount)', 14.5],
    ['count(items)', 3],
    ['count(items[*].Amount)', 2],
    ['avg(items[*].Amount)', 7.25],
    ['min(items[*].Amount)', 4],
    ['max(items[*].Id)', 'c'],
    ['round(10 / 3, 2)', 3.33],
    ['round(1.005, 2)', 1.01],
    ["number('620000.5')", 620000.5],
    ['sum(number(amounts))', 15.25],
    ['unique(items[*].Stage)', ['Won', 'Open']],
    ['sort(items[*].Stage)', ['Open', 'Won', 'Won']],
    ["join(items[*].Id, '-')", 'a-b-c'],
    ['quote(items[*].Id)', "'a', 'b', 'c'"],
    ['quote(name)', "'O\\'Brien'"],
    ['concat(items[*].Id, rows[*].Id)', ['a', 'b', 'c', 'a']],
    ['true', true],
  ])('%s', (text, expected) => {
    expect(value(text)).toEqual(expected);
  });
});

describe('a template', () => {
  const fill = (text: string) => fillTemplate(parseTemplate(text), SCOPE);

  test('keeps the type of a value that stands alone', () => {
    expect(fill('${total}')).toBe(100);
    expect(fill('${items[*].Id}')).toEqual(['a', 'b', 'c']);
  });

  test('joins values into a text', () => {
    expect(fill('Id IN (${quote(items[*].Id)}) LIMIT ${total}')).toBe("Id IN ('a', 'b', 'c') LIMIT 100");
  });

  test('leaves `$${` as a plain text and finds a brace inside quotes', () => {
    expect(fill("$${total} ${join(items[*].Id, '}')}")).toBe('${total} a}b}c');
  });

  test('refuses a list inside a text, an open brace and a bad expression, with the place', () => {
    expect(() => fill('a ${items} b')).toThrow('a list of 3 cannot be part of a text');
    expect(() => fill('a ${total')).toThrow('`${` is not closed');
    expect(() => fill('a ${total +}')).toThrow(expect.objectContaining({ at: 11 }));
  });
});

describe('a list made from another', () => {
  const rows = [
    { id: 'A', metric: 'SALES', value: 7 },
    { id: 'B', metric: 'SALES', value: 9 },
  ];

  test('has one value for each, and sees the other names', () => {
    const made = fillDeep(
      { $each: { one: '${ids}' }, $make: { key: '${one}', sales: "${rows[id == one][metric == 'SALES'][0].value}" } },
      { ids: ['B', 'A'], rows },
    );
    expect(made).toEqual([
      { key: 'B', sales: 9 },
      { key: 'A', sales: 7 },
    ]);
  });

  test('may stand in another', () => {
    const inner = { $each: { row: '${rows[id == one]}' }, $make: '${row.value}' };
    expect(fillDeep({ $each: { one: ['A', 'B'] }, $make: inner }, { rows })).toEqual([[7], [9]]);
  });

  test('needs a list', () => {
    expect(() => fillDeep({ $each: { one: '${rows[0]}' }, $make: 1 }, { rows })).toThrow(
      '`$each` needs a list, found an object',
    );
  });
});
