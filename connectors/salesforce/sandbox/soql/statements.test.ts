import { afterEach, describe, expect, it, vi } from 'vitest';
import type { OrgSettings } from '../store/settings.ts';
import { outcome } from './query-bench.ts';
import { ACCOUNT, NOW, SEVERAL_CURRENCIES, smallOrg, USER } from './statements.data.ts';

/**
 * Statements with the results that the vendor's reference asks for. Behind each stands the page of the SOQL and SOSL
 * reference whose rule it follows, by its address below developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/.
 */
type Statement = readonly [soql: string, expected: unknown, source: string];

/** Where the machine stands changes no answer. */
const MACHINE_ZONES = ['UTC', 'America/Los_Angeles', 'Asia/Kolkata'];

afterEach(() => {
  vi.unstubAllEnvs();
});

it.each([
  ['UTC', 23],
  ['America/Los_Angeles', 15],
  ['Asia/Kolkata', 5],
])('a machine in %s has its own hours', (zone, hour) => {
  vi.stubEnv('TZ', zone);
  expect(NOW.getHours()).toBe(hour);
});

/** The page of each statement, in their order. */
const sources: string[] = [];

const check = (settings: Partial<OrgSettings>, statements: readonly Statement[]) => {
  sources.push(...statements.map(([, , source]) => source));
  const store = smallOrg(settings);
  it.each(statements)('%s', (soql, expected) => {
    for (const zone of MACHINE_ZONES) {
      vi.stubEnv('TZ', zone);
      expect(outcome(store, soql, USER.maren), `machine in ${zone}`).toEqual(expected);
    }
  });
};

const ROLLUP = 'sforce_api_calls_soql_select_groupby_rollup.htm';
const CUBE = 'sforce_api_calls_soql_select_groupby_cube.htm';
const GROUPING = 'sforce_api_calls_soql_select_groupby_grouping.htm';
const GROUP_BY = 'sforce_api_calls_soql_select_groupby.htm';
const ALIAS = 'sforce_api_calls_soql_select_groupby_alias.htm';
const HAVING = 'sforce_api_calls_soql_select_having.htm';
const AGGREGATE = 'sforce_api_calls_soql_select_agg_functions.htm';
const COUNT = 'sforce_api_calls_soql_select_count.htm';
const LIMIT = 'sforce_api_calls_soql_select_limit.htm';
const OFFSET = 'sforce_api_calls_soql_select_offset.htm';
const ORDER = 'sforce_api_calls_soql_select_orderby.htm';
const TYPEOF = 'sforce_api_calls_soql_select_typeof.htm';
const POLYMORPHIC = 'sforce_api_calls_soql_relationships_and_polymorph_keys.htm';
const TO_LABEL = 'sforce_api_calls_soql_select_tolabel.htm';
const FORMAT = 'sforce_api_calls_soql_select_format.htm';
const CURRENCY = 'sforce_api_calls_soql_querying_currency_fields.htm';
const DATE_FUNCTION = 'sforce_api_calls_soql_select_date_functions.htm';
const TIME_ZONE = 'sforce_api_calls_soql_select_dateformats_timezone.htm';
const DATE_LITERAL = 'sforce_api_calls_soql_select_dateformats.htm';
const RELATIONSHIP = 'sforce_api_calls_soql_relationships_query_using.htm';
const OPERATOR = 'sforce_api_calls_soql_select_comparisonoperators.htm';
const MULTI_SELECT = 'sforce_api_calls_soql_querying_multiselect_picklists.htm';
const QUOTED = 'sforce_api_calls_soql_select_quotedstringescapes.htm';
const FIELDS = 'sforce_api_calls_soql_select_fields.htm';
const SCOPE = 'sforce_api_calls_soql_select_using_scope.htm';
const NULLS = 'sforce_api_calls_soql_select_null.htm';
const APEX = 'sforce_api_calls_soql_select_with_security_enforced.htm';
const LOCATION = 'sforce_api_calls_soql_geolocate.htm';
const VIEW = 'sforce_api_calls_soql_select_for_view.htm';

describe('subtotals', () => {
  check({}, [
    [
      'SELECT LeadSource, COUNT(Name) cnt FROM Opportunity GROUP BY ROLLUP(LeadSource)',
      [
        ['Web', 3],
        ['Partner', 1],
        [null, 1],
        [null, 5],
      ],
      ROLLUP,
    ],
    [
      'SELECT LeadSource, IsClosed, GROUPING(LeadSource) a, GROUPING(IsClosed) b, COUNT(Id) n FROM Opportunity GROUP BY ROLLUP(LeadSource, IsClosed)',
      [
        ['Web', false, 0, 0, 3],
        ['Web', null, 0, 1, 3],
        ['Partner', false, 0, 0, 1],
        ['Partner', null, 0, 1, 1],
        [null, true, 0, 0, 1],
        [null, null, 0, 1, 1],
        [null, null, 1, 1, 5],
      ],
      GROUPING,
    ],
    [
      'SELECT LeadSource, IsClosed, COUNT(Id) n FROM Opportunity GROUP BY CUBE(LeadSource, IsClosed) ORDER BY GROUPING(LeadSource), GROUPING(IsClosed)',
      [
        ['Web', false, 3],
        ['Partner', false, 1],
        [null, true, 1],
        ['Web', null, 3],
        ['Partner', null, 1],
        [null, null, 1],
        [null, false, 4],
        [null, true, 1],
        [null, null, 5],
      ],
      CUBE,
    ],
    [
      'SELECT LeadSource, COUNT(Id) n FROM Opportunity GROUP BY ROLLUP(LeadSource) HAVING GROUPING(LeadSource) = 1',
      [[null, 5]],
      GROUPING,
    ],
    [
      'SELECT LeadSource, COUNT(Id) FROM Opportunity GROUP BY ROLLUP(LeadSource, StageName, IsClosed, Type)',
      'MALFORMED_QUERY',
      ROLLUP,
    ],
    ['SELECT LeadSource, COUNT(Id) FROM Opportunity GROUP BY ROLLUP(LeadSource), StageName', 'MALFORMED_QUERY', ROLLUP],
    ['SELECT LeadSource, COUNT(Id) FROM Opportunity GROUP BY StageName, CUBE(LeadSource)', 'MALFORMED_QUERY', CUBE],
    ['SELECT GROUPING(LeadSource) g, COUNT(Id) n FROM Opportunity GROUP BY LeadSource', 'MALFORMED_QUERY', GROUPING],
  ]);
});

describe('aggregates', () => {
  check({}, [
    ['SELECT COUNT() FROM Opportunity', 5, COUNT],
    ['SELECT COUNT(Id) FROM Opportunity', [[5]], COUNT],
    ['SELECT COUNT(Amount) n FROM Opportunity', [[4]], COUNT],
    ['SELECT COUNT_DISTINCT(LeadSource) n FROM Opportunity', [[2]], AGGREGATE],
    ['SELECT COUNT() FROM Opportunity GROUP BY LeadSource', 'MALFORMED_QUERY', COUNT],
    ['SELECT SUM(Amount), AVG(Amount) mean, MIN(CloseDate) FROM Opportunity', [[18_300, 4575, '2026-01-31']], ALIAS],
    ['SELECT MAX(CreatedDate) FROM Account LIMIT 1', 'MALFORMED_QUERY', LIMIT],
    ['SELECT MAX(CreatedDate) m FROM Account ORDER BY MAX(CreatedDate)', 'MALFORMED_QUERY', LIMIT],
    [
      'SELECT LeadSource l, COUNT(Name) FROM Opportunity GROUP BY LeadSource HAVING COUNT(Name) > 1',
      [['Web', 3]],
      HAVING,
    ],
    ['SELECT COUNT(Id) FROM Opportunity HAVING COUNT(Id) > 1', 'MALFORMED_QUERY', HAVING],
    ['SELECT Name, Amount FROM Opportunity GROUP BY Name', 'MALFORMED_QUERY', GROUP_BY],
    ['SELECT Amount, COUNT(Id) FROM Opportunity GROUP BY Amount', 'MALFORMED_QUERY', GROUP_BY],
    ['SELECT SUM(CloseDate) FROM Opportunity', 'MALFORMED_QUERY', AGGREGATE],
    ['SELECT MIN(StageName) a, MAX(StageName) b FROM Opportunity', [['Qualification', 'Closed Won']], AGGREGATE],
  ]);
});

describe('amounts in an org with several currencies', () => {
  check(SEVERAL_CURRENCIES, [
    [
      'SELECT Amount, CurrencyIsoCode FROM Opportunity ORDER BY Name DESC LIMIT 2',
      [
        [1000, 'USD'],
        [500, 'USD'],
      ],
      CURRENCY,
    ],
    ['SELECT SUM(Amount) s FROM Opportunity', [[2600]], CURRENCY],
    ["SELECT MAX(Amount) m, MIN(Amount) n FROM Opportunity WHERE CurrencyIsoCode = 'JPY'", [[100, 100]], CURRENCY],
    [
      'SELECT CurrencyIsoCode, SUM(Amount) s FROM Opportunity GROUP BY CurrencyIsoCode',
      [
        ['USD', 1500],
        ['EUR', 1000],
        ['JPY', 100],
      ],
      CURRENCY,
    ],
    [
      'SELECT Name, MAX(Amount) m FROM Opportunity GROUP BY Name HAVING MAX(Amount) < 200',
      [['Kestrel old', 100]],
      CURRENCY,
    ],
    [
      'SELECT Name, convertCurrency(Amount) FROM Opportunity WHERE Amount != null ORDER BY Name',
      [
        ['Kestrel old', 80],
        ['Kestrel start', 800],
        ['Tarn growth', 400],
        ['Tarn renewal', 800],
      ],
      CURRENCY,
    ],
    [
      "SELECT Amount, FORMAT(Amount) own, convertCurrency(Amount) converted, FORMAT(convertCurrency(Amount)) text FROM Opportunity WHERE Name = 'Kestrel old'",
      [[16_000, 'JPY 16,000 (EUR 80.00)', 80, 'EUR 80.00']],
      FORMAT,
    ],
    ["SELECT FORMAT(Amount) FROM Opportunity WHERE Name = 'Kestrel start'", [['EUR 800.00']], FORMAT],
    [
      'SELECT Name FROM Opportunity WHERE Amount >= USD1000 ORDER BY Name',
      [['Kestrel start'], ['Tarn renewal']],
      CURRENCY,
    ],
    ['SELECT Name FROM Opportunity WHERE Amount > 5000', [['Kestrel old']], CURRENCY],
    [
      'SELECT Name FROM Opportunity WHERE Amount IN (USD100, EUR400) ORDER BY Name',
      [['Kestrel old'], ['Tarn growth']],
      CURRENCY,
    ],
    ['SELECT Name FROM Opportunity WHERE Amount IN (USD100, 500)', 'MALFORMED_QUERY', CURRENCY],
    ['SELECT Name FROM Opportunity WHERE Amount > GBP5', 'MALFORMED_QUERY', CURRENCY],
    [
      'SELECT Name FROM Opportunity WHERE Amount != null ORDER BY Amount, Name',
      [['Kestrel old'], ['Tarn growth'], ['Kestrel start'], ['Tarn renewal']],
      CURRENCY,
    ],
    ['SELECT Id FROM Opportunity WHERE convertCurrency(Amount) > 5', 'MALFORMED_QUERY', CURRENCY],
    ['SELECT Id FROM Opportunity ORDER BY convertCurrency(Amount)', 'MALFORMED_QUERY', CURRENCY],
    ['SELECT convertCurrency(SUM(Amount)) FROM Opportunity', 'MALFORMED_QUERY', CURRENCY],
    [
      'SELECT Name, MAX(Amount) FROM Opportunity GROUP BY Name HAVING MAX(Amount) > USD100',
      'MALFORMED_QUERY',
      CURRENCY,
    ],
    ['SELECT convertCurrency(Name) FROM Opportunity', 'MALFORMED_QUERY', CURRENCY],
    ['SELECT IsoCode FROM CurrencyType WHERE IsCorporate = true', [['USD']], CURRENCY],
  ]);
  check({}, [
    ['SELECT convertCurrency(Amount) FROM Opportunity', 'MALFORMED_QUERY', CURRENCY],
    ['SELECT CurrencyIsoCode FROM Opportunity', 'INVALID_FIELD', CURRENCY],
    ['SELECT IsoCode FROM CurrencyType', 'INVALID_TYPE', CURRENCY],
  ]);
});

describe('labels and formats', () => {
  check({}, [
    ["SELECT ForecastCategory raw1, Name FROM Opportunity WHERE Name = 'Tarn renewal'", 'MALFORMED_QUERY', ALIAS],
    [
      "SELECT ForecastCategory, toLabel(ForecastCategory) label FROM Opportunity WHERE Name = 'Tarn renewal'",
      [['Forecast', 'Commit']],
      TO_LABEL,
    ],
    ["SELECT Name FROM Opportunity WHERE toLabel(ForecastCategory) = 'Best Case'", [['Kestrel start']], TO_LABEL],
    ['SELECT StageName, toLabel(StageName) FROM Opportunity', 'INVALID_FIELD', FORMAT],
    ['SELECT toLabel(Name) FROM Opportunity', 'MALFORMED_QUERY', TO_LABEL],
    [
      "SELECT FORMAT(Amount) Amt, FORMAT(CloseDate) d, FORMAT(CreatedDate) t FROM Opportunity WHERE Name = 'Tarn renewal'",
      [['$1,000.00', '11/20/2026', '11/16/2026, 11:30 PM']],
      FORMAT,
    ],
    ['SELECT FORMAT(MIN(CloseDate)) Amt FROM Opportunity', [['1/31/2026']], FORMAT],
    ['SELECT FORMAT(Name) FROM Opportunity', 'MALFORMED_QUERY', FORMAT],
  ]);
  check({ locale: 'de-DE', timeZone: 'Asia/Kolkata' }, [
    [
      "SELECT FORMAT(CloseDate) d, FORMAT(CreatedDate) t FROM Opportunity WHERE Name = 'Tarn renewal'",
      [['20.11.2026', '17.11.2026, 05:00']],
      FORMAT,
    ],
  ]);
});

describe('date functions', () => {
  check({ timeZone: 'Asia/Kolkata' }, [
    ['SELECT Name FROM Account WHERE HOUR_IN_DAY(CreatedDate) = 23', [['Tarnbrook Energy']], DATE_FUNCTION],
    ['SELECT Name FROM Account WHERE HOUR_IN_DAY(convertTimezone(CreatedDate)) = 5', [['Tarnbrook Energy']], TIME_ZONE],
    [
      'SELECT DAY_ONLY(convertTimezone(CreatedDate)) d, COUNT(Id) n FROM Account GROUP BY DAY_ONLY(convertTimezone(CreatedDate)) ORDER BY DAY_ONLY(convertTimezone(CreatedDate))',
      [
        ['2026-02-01', 2],
        ['2026-11-21', 2],
      ],
      TIME_ZONE,
    ],
    ['SELECT convertTimezone(CreatedDate) FROM Account', 'MALFORMED_QUERY', TIME_ZONE],
    ['SELECT Id FROM Opportunity WHERE DAY_IN_WEEK(convertTimezone(CloseDate)) = 1', 'MALFORMED_QUERY', TIME_ZONE],
  ]);
  check({ fiscalYearStartMonth: 2 }, [
    ['SELECT Name FROM Account WHERE CALENDAR_MONTH(CreatedDate) = 1', [['Tarnbrook Energy']], DATE_FUNCTION],
    [
      'SELECT DAY_ONLY(CreatedDate) d, COUNT(Id) FROM Account GROUP BY DAY_ONLY(CreatedDate) HAVING COUNT(Id) > 1',
      [],
      DATE_FUNCTION,
    ],
    [
      'SELECT Name FROM Opportunity WHERE DAY_IN_WEEK(CloseDate) = 1 AND IsClosed = false ORDER BY Name',
      [['Pure try'], ['Tarn growth']],
      DATE_FUNCTION,
    ],
    ['SELECT Name FROM Opportunity WHERE DAY_IN_YEAR(CloseDate) = 32', [['Kestrel start']], DATE_FUNCTION],
    ['SELECT Name FROM Opportunity WHERE WEEK_IN_MONTH(CloseDate) = 1', [['Kestrel start']], DATE_FUNCTION],
    [
      'SELECT Name FROM Opportunity WHERE WEEK_IN_YEAR(CloseDate) = 5 ORDER BY Name',
      [['Kestrel old'], ['Kestrel start'], ['Tarn growth']],
      DATE_FUNCTION,
    ],
    [
      'SELECT FISCAL_YEAR(CloseDate), FISCAL_QUARTER(CloseDate), COUNT(Id) n FROM Opportunity GROUP BY FISCAL_YEAR(CloseDate), FISCAL_QUARTER(CloseDate) ORDER BY FISCAL_YEAR(CloseDate)',
      [
        [2026, 4, 1],
        [2027, 4, 3],
        [2028, 1, 1],
      ],
      DATE_FUNCTION,
    ],
    ['SELECT Name FROM Opportunity WHERE FISCAL_MONTH(CloseDate) = 1', [['Kestrel start']], DATE_FUNCTION],
    ['SELECT Id FROM Opportunity WHERE HOUR_IN_DAY(CloseDate) = 1', 'MALFORMED_QUERY', DATE_FUNCTION],
    ['SELECT FISCAL_YEAR(CloseDate) FROM Opportunity', 'MALFORMED_QUERY', DATE_FUNCTION],
  ]);
  check({ fiscalYearStartMonth: 2, usesStartDateAsFiscalYearName: true }, [
    [
      'SELECT FISCAL_YEAR(CloseDate) y FROM Opportunity GROUP BY FISCAL_YEAR(CloseDate) ORDER BY FISCAL_YEAR(CloseDate)',
      [[2025], [2026], [2027]],
      DATE_FUNCTION,
    ],
  ]);
});

const closing = (literal: string) => `SELECT Name FROM Opportunity WHERE CloseDate ${literal} ORDER BY Name`;

describe('date literals', () => {
  check({}, [
    [closing('= TODAY'), [['Tarn renewal']], DATE_LITERAL],
    [closing('> TODAY'), [['Kestrel start'], ['Tarn growth']], DATE_LITERAL],
    [closing('= THIS_WEEK'), [['Pure try'], ['Tarn renewal']], DATE_LITERAL],
    [closing('= LAST_WEEK'), [], DATE_LITERAL],
    [closing('< THIS_WEEK'), [['Kestrel old']], DATE_LITERAL],
    [closing('= LAST_N_DAYS:5'), [['Pure try'], ['Tarn renewal']], DATE_LITERAL],
    [closing('= LAST_N_DAYS:4'), [['Tarn renewal']], DATE_LITERAL],
    [closing('= N_DAYS_AGO:5'), [['Pure try']], DATE_LITERAL],
    [closing('= NEXT_N_MONTHS:2'), [['Tarn growth']], DATE_LITERAL],
    [closing('= LAST_N_MONTHS:10'), [['Kestrel old']], DATE_LITERAL],
    [closing('= NEXT_QUARTER'), [['Kestrel start'], ['Tarn growth']], DATE_LITERAL],
    [closing('= LAST_90_DAYS'), [['Pure try'], ['Tarn renewal']], DATE_LITERAL],
    ['SELECT Name FROM Account WHERE CreatedDate = TODAY', [['100% Pure_Foods']], DATE_LITERAL],
    [closing("= '2026-11-20'"), 'INVALID_FIELD', DATE_LITERAL],
    [closing('= LAST_N_DAYS'), 'MALFORMED_QUERY', DATE_LITERAL],
    ['SELECT Name FROM Account WHERE CreatedDate = 2026-02-01T15:30:00+05:30', [['Kestrel & Vale']], DATE_LITERAL],
    ['SELECT Name FROM Account WHERE CreatedDate > 2026-11-20', 'INVALID_FIELD', DATE_LITERAL],
  ]);
  check({ firstDayOfWeek: 1 }, [
    [closing('= THIS_WEEK'), [['Tarn renewal']], DATE_LITERAL],
    [closing('= LAST_WEEK'), [['Pure try']], DATE_LITERAL],
  ]);
  check({ fiscalYearStartMonth: 2 }, [
    [closing('= THIS_FISCAL_QUARTER'), [['Pure try'], ['Tarn growth'], ['Tarn renewal']], DATE_LITERAL],
    [closing('= NEXT_FISCAL_QUARTER'), [['Kestrel start']], DATE_LITERAL],
    [closing('= NEXT_N_FISCAL_QUARTERS:2'), [['Kestrel start']], DATE_LITERAL],
    [closing('= LAST_N_FISCAL_QUARTERS:3'), [], DATE_LITERAL],
    [closing('= LAST_N_FISCAL_QUARTERS:4'), [['Kestrel old']], DATE_LITERAL],
    [closing('= LAST_FISCAL_YEAR'), [['Kestrel old']], DATE_LITERAL],
    [closing('= N_FISCAL_YEARS_AGO:1'), [['Kestrel old']], DATE_LITERAL],
    [closing('= THIS_YEAR'), [['Kestrel old'], ['Pure try'], ['Tarn renewal']], DATE_LITERAL],
  ]);
  check({ timeZone: 'America/Los_Angeles' }, [
    ['SELECT Name FROM Account WHERE CreatedDate = TODAY', [['100% Pure_Foods'], ["O'Dowd Instruments"]], DATE_LITERAL],
    [closing('= TODAY'), [['Tarn renewal']], DATE_LITERAL],
  ]);
  check({ timeZone: 'Asia/Kolkata' }, [
    [closing('= TODAY'), [], DATE_LITERAL],
    [closing('= YESTERDAY'), [['Tarn renewal']], DATE_LITERAL],
  ]);
});

describe('relationships', () => {
  check({}, [
    [
      'SELECT Name, (SELECT LastName FROM Contacts ORDER BY LastName DESC LIMIT 1) FROM Account ORDER BY Name DESC LIMIT 2',
      [
        ['Tarnbrook Energy', { totalSize: 1, done: true, records: [['Voss']] }],
        ["O'Dowd Instruments", null],
      ],
      RELATIONSHIP,
    ],
    ["SELECT Name FROM Account WHERE Parent.Name = 'Tarnbrook Energy'", [['Kestrel & Vale']], RELATIONSHIP],
    [
      'SELECT CaseNumber, Account.Name FROM Case ORDER BY Account.Name',
      [
        ['00001002', null],
        ['00001001', { Name: 'Kestrel & Vale' }],
      ],
      ORDER,
    ],
    [
      'SELECT Name, (SELECT LastName FROM Contacts ORDER BY LastName OFFSET 1) FROM Account ORDER BY Name DESC LIMIT 1',
      [['Tarnbrook Energy', { totalSize: 1, done: true, records: [['Voss']] }]],
      OFFSET,
    ],
    ['SELECT Name, (SELECT LastName FROM Contacts OFFSET 1) FROM Account', 'MALFORMED_QUERY', OFFSET],
    ['SELECT Id, (SELECT COUNT(Id) FROM Contacts) FROM Account', 'MALFORMED_QUERY', RELATIONSHIP],
    [
      'SELECT Subject, TYPEOF What WHEN Account THEN Phone, Industry WHEN Opportunity THEN Amount, CloseDate ELSE Name END FROM Task ORDER BY Subject',
      [
        ['Call', { Phone: '+44 1', Industry: 'Energy' }],
        ['Mail', { Amount: 1000, CloseDate: '2026-11-20' }],
        ['Note', null],
        ['Visit', { Name: '00001001' }],
      ],
      TYPEOF,
    ],
    ['SELECT What.Name, TYPEOF What WHEN Account THEN Phone END FROM Task', 'MALFORMED_QUERY', TYPEOF],
    ['SELECT TYPEOF Owner WHEN User THEN Name END FROM Account', 'MALFORMED_QUERY', TYPEOF],
    ['SELECT TYPEOF What WHEN Lead THEN Name END FROM Task', 'MALFORMED_QUERY', TYPEOF],
    ['SELECT TYPEOF What WHEN Account THEN Amount END FROM Task', 'INVALID_FIELD', TYPEOF],
    ['SELECT TYPEOF What WHEN Account THEN Name END, COUNT(Id) FROM Task GROUP BY WhatId', 'MALFORMED_QUERY', TYPEOF],
    [
      "SELECT Subject FROM Task WHERE What.Type IN ('Account', 'Opportunity') ORDER BY Subject",
      [['Call'], ['Mail']],
      POLYMORPHIC,
    ],
    [
      "SELECT Subject, Who.Type FROM Task WHERE Who.Type = 'Contact' AND What.Type = 'Case'",
      [['Visit', { Type: 'Contact' }]],
      POLYMORPHIC,
    ],
    ['SELECT What.Amount FROM Task', 'INVALID_FIELD', POLYMORPHIC],
  ]);
});

describe('semi- and anti-joins', () => {
  check({}, [
    [
      "SELECT Name FROM Account WHERE Id IN (SELECT AccountId FROM Opportunity WHERE StageName = 'Closed Won')",
      [['Kestrel & Vale']],
      OPERATOR,
    ],
    [
      'SELECT Name FROM Account WHERE Id NOT IN (SELECT AccountId FROM Opportunity)',
      [["O'Dowd Instruments"]],
      OPERATOR,
    ],
    ["SELECT Subject FROM Task WHERE WhoId IN (SELECT Id FROM Contact WHERE LastName = 'Voss')", [['Call']], OPERATOR],
    [
      "SELECT Name FROM Opportunity WHERE AccountId IN (SELECT AccountId FROM Contact WHERE LastName = 'Iwata') ORDER BY Name",
      [['Kestrel old'], ['Kestrel start']],
      OPERATOR,
    ],
    [
      'SELECT Name FROM Account WHERE Id IN (SELECT AccountId FROM Contact) AND Id IN (SELECT AccountId FROM Case)',
      [['Kestrel & Vale']],
      OPERATOR,
    ],
    ["SELECT Id FROM Account WHERE Name = 'x' OR Id IN (SELECT AccountId FROM Contact)", 'MALFORMED_QUERY', OPERATOR],
    ['SELECT Id FROM Account WHERE NOT Id IN (SELECT AccountId FROM Contact)', 'MALFORMED_QUERY', OPERATOR],
    [
      "SELECT Id FROM Account WHERE Name = 'x' AND (Industry = 'y' OR Id IN (SELECT AccountId FROM Contact))",
      'MALFORMED_QUERY',
      OPERATOR,
    ],
    ['SELECT Id FROM Account WHERE Id IN (SELECT ParentId FROM Account)', 'MALFORMED_QUERY', OPERATOR],
    ['SELECT Id FROM Account WHERE Id IN (SELECT OwnerId FROM Contact)', 'MALFORMED_QUERY', OPERATOR],
    ['SELECT Id FROM Account WHERE Id IN (SELECT Account.ParentId FROM Contact)', 'MALFORMED_QUERY', OPERATOR],
    ['SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact LIMIT 1)', 'MALFORMED_QUERY', OPERATOR],
    [
      'SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact WHERE Id IN (SELECT ContactId FROM Case))',
      'MALFORMED_QUERY',
      OPERATOR,
    ],
    [
      'SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact) AND Id IN (SELECT AccountId FROM Case) AND Id IN (SELECT AccountId FROM Task)',
      'MALFORMED_QUERY',
      OPERATOR,
    ],
  ]);
});

describe('filters and order', () => {
  check({}, [
    [
      "SELECT Name FROM Account WHERE Products__c INCLUDES ('Planner;Control Tower', 'Field Mobile') ORDER BY Name",
      [['100% Pure_Foods'], ['Tarnbrook Energy']],
      MULTI_SELECT,
    ],
    [
      "SELECT Name FROM Account WHERE Products__c EXCLUDES ('Planner') ORDER BY Name",
      [['100% Pure_Foods'], ["O'Dowd Instruments"]],
      MULTI_SELECT,
    ],
    ["SELECT Name FROM Account WHERE Products__c LIKE 'Planner%'", 'INVALID_QUERY_FILTER_OPERATOR', MULTI_SELECT],
    ["SELECT Name FROM Account WHERE Name LIKE '100\\%%'", [['100% Pure_Foods']], QUOTED],
    ["SELECT Name FROM Account WHERE Name LIKE '%Pure\\_F%'", [['100% Pure_Foods']], QUOTED],
    ["SELECT Name FROM Account WHERE Name LIKE '_arnbrook%'", [['Tarnbrook Energy']], OPERATOR],
    ["SELECT Name FROM Account WHERE Name = 'o\\'dowd INSTRUMENTS'", [["O'Dowd Instruments"]], QUOTED],
    ["SELECT Name FROM Account WHERE Name = 'a\\qb'", 'MALFORMED_QUERY', QUOTED],
    [
      "SELECT Name FROM Account WHERE Industry != 'Retail' ORDER BY Name",
      [["O'Dowd Instruments"], ['Tarnbrook Energy']],
      NULLS,
    ],
    ['SELECT Name FROM Account WHERE Industry = null', [["O'Dowd Instruments"]], NULLS],
    [`SELECT Name FROM Account WHERE Id = '${ACCOUNT.odowd.slice(0, 15)}'`, [["O'Dowd Instruments"]], OPERATOR],
    [`SELECT Name FROM Account WHERE Id = '${ACCOUNT.odowd.toLowerCase()}'`, [["O'Dowd Instruments"]], OPERATOR],
    ["SELECT Name FROM Account WHERE Id = '001'", 'INVALID_QUERY_FILTER_OPERATOR', OPERATOR],
    ["SELECT Name FROM Opportunity WHERE Amount = '5'", 'INVALID_FIELD', OPERATOR],
    [
      'SELECT Name FROM Opportunity ORDER BY LeadSource, Name',
      [['Kestrel old'], ['Pure try'], ['Tarn growth'], ['Tarn renewal'], ['Kestrel start']],
      ORDER,
    ],
    [
      'SELECT Name FROM Opportunity ORDER BY Amount NULLS LAST, Name LIMIT 2',
      [['Tarn growth'], ['Kestrel start']],
      ORDER,
    ],
    ['SELECT Name FROM Opportunity ORDER BY Amount DESC NULLS LAST LIMIT 1', [['Kestrel old']], ORDER],
    [
      'SELECT StageName FROM Opportunity ORDER BY StageName',
      [['Qualification'], ['Discovery'], ['Proposal'], ['Proposal'], ['Closed Won']],
      ORDER,
    ],
    ['SELECT Id FROM Account ORDER BY Products__c', 'MALFORMED_QUERY', ORDER],
    ['SELECT Name FROM Account ORDER BY Name LIMIT 1 OFFSET 1', [['Kestrel & Vale']], OFFSET],
    ['SELECT Name FROM Account OFFSET 2001', 'NUMBER_OUTSIDE_VALID_RANGE', OFFSET],
  ]);
});

describe('clauses', () => {
  check({}, [
    ['SELECT FIELDS(ALL) FROM Account', 'MALFORMED_QUERY', FIELDS],
    ['SELECT FIELDS(CUSTOM) FROM Account LIMIT 201', 'MALFORMED_QUERY', FIELDS],
    ['SELECT FIELDS(STANDARD), Id FROM Account', 'INVALID_FIELD', FIELDS],
    ['SELECT Name FROM Account USING SCOPE mine ORDER BY Name', [['100% Pure_Foods'], ['Tarnbrook Energy']], SCOPE],
    ['SELECT COUNT() FROM Account USING SCOPE everything', 4, SCOPE],
    ['SELECT Id FROM Account USING SCOPE team', 'MALFORMED_QUERY', SCOPE],
    ['SELECT Id FROM Account WITH SECURITY_ENFORCED', 'MALFORMED_QUERY', APEX],
    ["SELECT Id FROM Account WHERE Name = 'x' WITH USER_MODE", 'MALFORMED_QUERY', APEX],
    ['SELECT Id FROM Account FOR UPDATE', 'MALFORMED_QUERY', APEX],
    ['SELECT Id FROM Account ALL ROWS', 'MALFORMED_QUERY', APEX],
    ["SELECT Name FROM Account WHERE Industry = 'Energy' FOR VIEW", [['Tarnbrook Energy']], VIEW],
    ["SELECT Name FROM Account WHERE Industry = 'Energy' FOR REFERENCE", [['Tarnbrook Energy']], VIEW],
    [
      "SELECT Id FROM Account WHERE DISTANCE(Location__c, GEOLOCATION(37, 122), 'mi') < 20",
      'MALFORMED_QUERY',
      LOCATION,
    ],
    ['SELECT Id FROM Acount', 'INVALID_TYPE', RELATIONSHIP],
    ['SELECT Id, (SELECT Id FROM Contact) FROM Account', 'INVALID_TYPE', RELATIONSHIP],
    ['SELECT Boss.Name FROM Account', 'INVALID_FIELD', RELATIONSHIP],
  ]);
});

const DATE_FORMAT = 'sforce_api_calls_soql_select_dateformats.htm';
const ALIAS_NOTATION = 'sforce_api_calls_soql_alias.htm';
const DEPTH = 'sforce_api_calls_soql_relationships_query_limits.htm';

describe('statements of further accounts', () => {
  check({}, [
    ['SELECT Name FROM Opportunity WHERE CloseDate = 2026-11-31', 'INVALID_FIELD', DATE_FORMAT],
    ['SELECT Name FROM Opportunity WHERE CloseDate IN (2026-11-20, 2026-02-30)', 'INVALID_FIELD', DATE_FORMAT],
    ['SELECT Name FROM Opportunity WHERE CreatedDate > 2026-11-17T25:00:00Z', 'INVALID_FIELD', DATE_FORMAT],
    ['SELECT Name FROM Opportunity WHERE CreatedDate > 2026-11-17T00:00:00', 'MALFORMED_QUERY', DATE_FORMAT],
    ['SELECT Name FROM Opportunity WHERE CloseDate = 2026-11-20T00:00:00Z', 'INVALID_FIELD', DATE_FORMAT],
    [
      'SELECT Name FROM Opportunity WHERE CreatedDate > 2026-11-19T00:30:00+01:00 ORDER BY Name',
      [['Kestrel old'], ['Pure try']],
      DATE_FORMAT,
    ],
    ['SELECT Name FROM Opportunity WHERE CloseDate IN (TODAY, YESTERDAY)', [['Tarn renewal']], DATE_LITERAL],
    ['SELECT Name FROM Opportunity WHERE CloseDate = N_MONTHS_AGO:10', [['Kestrel old']], DATE_LITERAL],
    ['SELECT c.Name, a.Name FROM Contact c, c.Account a', 'MALFORMED_QUERY', ALIAS_NOTATION],
    ["SELECT a.Name FROM Account a WHERE a.Industry = 'Energy'", [['Tarnbrook Energy']], ALIAS_NOTATION],
    ['SELECT Account.Parent.Parent.Parent.Parent.Parent.Name FROM Contact', 'MALFORMED_QUERY', DEPTH],
    [
      "SELECT Account.Parent.Parent.Parent.Parent.Name FROM Contact WHERE LastName = 'Iwata'",
      [[{ Parent: { Parent: null } }]],
      DEPTH,
    ],
    [
      "SELECT Name, (SELECT LastName, (SELECT Subject FROM Tasks) FROM Contacts) FROM Account WHERE Industry = 'Energy'",
      [
        [
          'Tarnbrook Energy',
          {
            totalSize: 2,
            done: true,
            records: [
              ['Voss', { totalSize: 1, done: true, records: [['Call']] }],
              ['Marsh', null],
            ],
          },
        ],
      ],
      DEPTH,
    ],
    [
      'SELECT What.Type, COUNT(Id) FROM Task GROUP BY What.Type',
      [
        ['Account', 1],
        ['Opportunity', 1],
        ['Case', 1],
        [null, 1],
      ],
      POLYMORPHIC,
    ],
    ["SELECT Subject FROM Task WHERE What.Name LIKE 'Tarn%' ORDER BY Subject", [['Call'], ['Mail']], POLYMORPHIC],
    [
      'SELECT Subject, Owner.Name FROM Task ORDER BY Owner.Name DESC, Subject LIMIT 2',
      [
        ['Call', { Name: 'Maren Holt' }],
        ['Mail', { Name: 'Kenji Aramaki' }],
      ],
      POLYMORPHIC,
    ],
    ['SELECT Industry, COUNT(Id) n FROM Account GROUP BY Industry HAVING n > 1', 'INVALID_FIELD', ALIAS],
    ['SELECT SUM(Amount) s, AVG(Amount) s FROM Opportunity', 'MALFORMED_QUERY', ALIAS],
    ['SELECT COUNT(DISTINCT AccountId) FROM Opportunity', 'MALFORMED_QUERY', AGGREGATE],
    [
      'SELECT Account.Name, SUM(Amount) FROM Opportunity GROUP BY Account.Name ORDER BY SUM(Amount) DESC NULLS LAST LIMIT 1',
      [['Kestrel & Vale', 16_800]],
      GROUP_BY,
    ],
    ['SELECT MAX(IsClosed) FROM Opportunity', 'MALFORMED_QUERY', AGGREGATE],
    [
      "SELECT Name FROM Account WHERE Industry IN ('Energy', null) ORDER BY Name",
      [["O'Dowd Instruments"], ['Tarnbrook Energy']],
      NULLS,
    ],
    ['SELECT Name FROM Account WHERE Industry < null', 'INVALID_QUERY_FILTER_OPERATOR', NULLS],
    ["SELECT Name FROM Account WHERE Industry INCLUDES ('Retail')", 'INVALID_QUERY_FILTER_OPERATOR', MULTI_SELECT],
    ["SELECT Name FROM Account WHERE Industry = 'x' AND Type = 'y' OR Name = 'z'", 'MALFORMED_QUERY', OPERATOR],
    ['SELECT DISTINCT Name FROM Account', 'MALFORMED_QUERY', FIELDS],
    ['SELECT * FROM Account', 'MALFORMED_QUERY', FIELDS],
    ['SELECT Name FROM Account;', 'MALFORMED_QUERY', FIELDS],
    ['SELECT Name FROM Account FOR VIEW LIMIT 1', 'MALFORMED_QUERY', VIEW],
    ['SELECT Name FROM Account ORDER BY Name OFFSET 2000', [], OFFSET],
  ]);
});

/**
 * The pages above were read and compared, of date literals an older edition without N_…_AGO; these were not: the rule that their
 * statements rest on, in our words.
 */
const RULES: Readonly<Record<string, string>> = {
  [FORMAT]: 'formats as the user interface of that locale; a field twice needs an alias',
  [NULLS]: 'null only with =, != and IN',
  [APEX]: 'clauses of Apex alone are refused',
  [LOCATION]: 'DISTANCE is refused here',
};

it('all but a few rest on pages that were read', () => {
  const onRules = sources.filter((source) => source in RULES).length;
  expect([sources.length - onRules, onRules]).toEqual([181, 16]);
});
