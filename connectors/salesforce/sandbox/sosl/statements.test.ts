import { describe, expect, it } from 'vitest';
import { outcome } from '../soql/query-bench.ts';
import { SEVERAL_CURRENCIES, smallOrg, USER } from '../soql/statements.data.ts';

// Behind each search: the page below developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/ with its rule. They were read,
// but for those of WITH (refused here) and of currencies, whose rule is that of SOQL's convertCurrency().
const FIND = 'sforce_api_calls_sosl_find.htm';
const IN = 'sforce_api_calls_sosl_in.htm';
const RETURNING = 'sforce_api_calls_sosl_returning.htm';
const LIMIT = 'sforce_api_calls_sosl_limit.htm';
const WITH = 'sforce_api_calls_sosl_with.htm';
const TO_LABEL = 'sforce_api_calls_sosl_tolabel.htm';
const CURRENCY = 'sforce_api_calls_sosl_querying_currency_fields.htm';

describe('searches', () => {
  const store = smallOrg(SEVERAL_CURRENCIES);
  it.each<readonly [sosl: string, expected: unknown, source: string]>([
    ['FIND {tarnbrook} IN NAME FIELDS RETURNING Account(Name)', [['Tarnbrook Energy']], FIND],
    ['FIND {tarn*} IN NAME FIELDS RETURNING Account(Name)', [['Tarnbrook Energy']], FIND],
    ['FIND {tarnbroo?} IN NAME FIELDS RETURNING Account(Name)', [['Tarnbrook Energy']], FIND],
    ['FIND {tarn} IN NAME FIELDS RETURNING Account(Name)', [], FIND],
    [
      'FIND {"tarn renewal" OR start} RETURNING Opportunity(Name ORDER BY Name)',
      [['Kestrel start'], ['Tarn renewal']],
      FIND,
    ],
    ['FIND {kestrel AND NOT old} RETURNING Opportunity(Name)', [['Kestrel start']], FIND],
    ['FIND {tarn AND (growth OR start)} RETURNING Opportunity(Name)', [['Tarn growth']], FIND],
    ['FIND {pure OR kestrel AND old} RETURNING Opportunity(Name ORDER BY Name)', [['Kestrel old'], ['Pure try']], FIND],
    ["FIND {o\\'dowd} IN NAME FIELDS RETURNING Account(Name)", [["O'Dowd Instruments"]], FIND],
    ['FIND {kestrel \\& vale} IN NAME FIELDS RETURNING Account(Name)', [['Kestrel & Vale']], FIND],
    ['FIND {kestrel & vale} RETURNING Account(Name)', 'MALFORMED_SEARCH', FIND],
    ['FIND {k} RETURNING Account', 'MALFORMED_SEARCH', FIND],
    ['FIND kestrel RETURNING Account', 'MALFORMED_SEARCH', FIND],
    ['FIND {voss} IN EMAIL FIELDS RETURNING Contact(LastName)', [['Voss']], IN],
    ['FIND {voss} IN PHONE FIELDS RETURNING Contact(LastName)', [], IN],
    ['FIND {"555 0100"} IN PHONE FIELDS RETURNING Contact(LastName)', [['Marsh']], IN],
    ['FIND {voss} IN SOME FIELDS RETURNING Contact', 'MALFORMED_SEARCH', IN],
    [
      "FIND {kestrel} RETURNING Opportunity(Name WHERE IsClosed = false), Account(Name WHERE Industry = 'Retail' LIMIT 1)",
      [['Kestrel start'], ['Kestrel & Vale']],
      RETURNING,
    ],
    ['FIND {kestrel} RETURNING Opportunity(Name ORDER BY Name DESC LIMIT 1 OFFSET 1)', [['Kestrel old']], RETURNING],
    [
      'FIND {kestrel} RETURNING Opportunity(Name, Account.Name ORDER BY Name LIMIT 1)',
      [['Kestrel old', { Name: 'Kestrel & Vale' }]],
      RETURNING,
    ],
    ['FIND {kestrel} RETURNING Opportunity(Bad)', 'INVALID_FIELD', RETURNING],
    ['FIND {kestrel} RETURNING CurrencyType(IsoCode)', 'INVALID_TYPE', RETURNING],
    ['FIND {kestrel} RETURNING Opportunity((SELECT Id FROM Tasks))', 'MALFORMED_SEARCH', RETURNING],
    [
      'FIND {kestrel} RETURNING Opportunity(Name ORDER BY Name), Account(Name) LIMIT 2',
      [['Kestrel old'], ['Kestrel & Vale']],
      LIMIT,
    ],
    [
      'FIND {kestrel} RETURNING Account(Name), Opportunity(Name ORDER BY Name) LIMIT 3',
      [['Kestrel & Vale'], ['Kestrel old'], ['Kestrel start']],
      LIMIT,
    ],
    [
      'FIND {kestrel} RETURNING Account(Name LIMIT 0), Opportunity(Name ORDER BY Name LIMIT 1)',
      [['Kestrel old']],
      LIMIT,
    ],
    ['FIND {kestrel} RETURNING Account(Name OFFSET 1), Opportunity(Name)', 'MALFORMED_SEARCH', RETURNING],
    ['FIND {kestrel} RETURNING Account(Name), Account(Id)', 'MALFORMED_SEARCH', RETURNING],
    ["FIND {kestrel} RETURNING Account(WHERE Name LIKE 'Kestrel%')", 'MALFORMED_SEARCH', RETURNING],
    ['FIND {start} RETURNING Opportunity(Name, toLabel(ForecastCategory))', [['Kestrel start', 'Best Case']], TO_LABEL],
    ['FIND {old} RETURNING Opportunity(Amount, convertCurrency(Amount) converted)', [[16_000, 80]], CURRENCY],
    ['FIND {kestrel} RETURNING Opportunity(Name WHERE Amount > USD500)', [['Kestrel start']], CURRENCY],
    ['FIND {kestrel} RETURNING Opportunity(Name WHERE convertCurrency(Amount) > 5)', 'MALFORMED_SEARCH', CURRENCY],
    ['FIND {kestrel} RETURNING Account(Name) WITH HIGHLIGHT', 'MALFORMED_SEARCH', WITH],
    ['FIND {kestrel} RETURNING Account(Name) WITH SNIPPET', 'MALFORMED_SEARCH', WITH],
    ["FIND {kestrel} RETURNING Account(Name) WITH DIVISION = 'Global'", 'MALFORMED_SEARCH', WITH],
  ])('%s', (sosl, expected) => {
    expect(outcome(store, sosl, USER.maren)).toEqual(expected);
  });
});
