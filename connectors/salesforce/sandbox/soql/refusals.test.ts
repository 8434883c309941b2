import { describe, expect, it } from 'vitest';
import { queryBench } from './query-bench.ts';

const { refusal } = queryBench();

describe('a query that the sandbox does not know', () => {
  it.each([
    ['nothing', ''],
    ['a misspelt SELECT', 'SELEC Id FROM Account'],
    ['no FROM', 'SELECT Id'],
    ['no field', 'SELECT FROM Account'],
    ['a comma too many', 'SELECT Id, FROM Account'],
    ['a star', 'SELECT * FROM Account'],
    ['text behind the end', 'SELECT Id FROM Account LIMIT 1 Name'],
    ['a semicolon', 'SELECT Id FROM Account;'],
    ['an open string', "SELECT Id FROM Account WHERE Name = 'x"],
    ['double quotes', 'SELECT Id FROM Account WHERE Name = "x"'],
    ['an unknown escape', "SELECT Id FROM Account WHERE Name = 'a\\qb'"],
    ['a bare word as a value', 'SELECT Id FROM Account WHERE Name = Acme'],
    ['a bind variable', 'SELECT Id FROM Account WHERE Name = :name'],
    ['no value', 'SELECT Id FROM Account WHERE Name ='],
    ['== as a comparison', "SELECT Id FROM Account WHERE Name == 'x'"],
    ['IS NULL', 'SELECT Id FROM Account WHERE Name IS NULL'],
    ['BETWEEN', 'SELECT Id FROM Account WHERE AnnualRevenue BETWEEN 1 AND 2'],
    ['AND and OR on one level', "SELECT Id FROM Account WHERE Name = 'a' AND Name = 'b' OR Name = 'c'"],
    ['OR and AND on one level', "SELECT Id FROM Account WHERE Name = 'a' OR Name = 'b' AND Name = 'c'"],
    ['an open parenthesis', "SELECT Id FROM Account WHERE (Name = 'a'"],
    ['an empty list', 'SELECT Id FROM Account WHERE Name IN ()'],
    ['an unknown date literal', 'SELECT Id FROM Opportunity WHERE CloseDate = SOMEDAY'],
    ['a date literal without its number', 'SELECT Id FROM Opportunity WHERE CloseDate = LAST_N_DAYS'],
    ['a date literal with a number too many', 'SELECT Id FROM Opportunity WHERE CloseDate = TODAY:3'],
    ['arithmetic on dates', 'SELECT Id FROM Opportunity WHERE CloseDate > TODAY - 7'],
    ['JOIN', 'SELECT Id FROM Account JOIN Contact'],
    ['two objects', 'SELECT Id FROM Account a, a.Contacts c'],
    ['DISTINCT', 'SELECT DISTINCT Name FROM Account'],
    ['convertCurrency', 'SELECT convertCurrency(Amount) FROM Opportunity'],
    ['a date function without GROUP BY', 'SELECT CALENDAR_YEAR(CloseDate) FROM Opportunity'],
    ['HAVING without GROUP BY', 'SELECT COUNT(Id) FROM Opportunity HAVING COUNT(Id) > 1'],
    ['an alias without aggregation', 'SELECT Name n FROM Account'],
    ['WITH SECURITY_ENFORCED', 'SELECT Id FROM Account WITH SECURITY_ENFORCED'],
    ['FOR UPDATE', 'SELECT Id FROM Account FOR UPDATE'],
    ['ALL ROWS', 'SELECT Id FROM Account ALL ROWS'],
    ['a negative LIMIT', 'SELECT Id FROM Account LIMIT -1'],
    ['an ungrouped field', 'SELECT Name, COUNT(Id) FROM Account GROUP BY Industry'],
    ['a field beside an aggregate', 'SELECT Name, COUNT(Id) FROM Account'],
    ['a field beside COUNT()', 'SELECT COUNT(), Name FROM Account'],
    ['a SUM of text', 'SELECT SUM(Name) FROM Account'],
    ['an aggregate in WHERE', 'SELECT Id FROM Account WHERE COUNT(Id) > 1'],
    ['two columns of one name', 'SELECT COUNT(Id) x, SUM(AnnualRevenue) x FROM Account'],
    ['grouping by a time', 'SELECT CreatedDate, COUNT(Id) FROM Account GROUP BY CreatedDate'],
    ['sorting by long text', 'SELECT Id FROM Account ORDER BY Description'],
    ['a subquery with aggregates', 'SELECT Id, (SELECT COUNT(Id) FROM Contacts) FROM Account'],
    ['a semi join of text', 'SELECT Id FROM Account WHERE Id IN (SELECT Name FROM Contact)'],
    ['a semi join on text', 'SELECT Id FROM Account WHERE Name IN (SELECT Id FROM Contact)'],
    ['a semi join with two fields', 'SELECT Id FROM Account WHERE Id IN (SELECT AccountId, Id FROM Contact)'],
    ['FIELDS(ALL) without LIMIT', 'SELECT FIELDS(ALL) FROM Account'],
    ['FIELDS of something else', 'SELECT FIELDS(SOME) FROM Account LIMIT 1'],
    ['a path of six relationships', 'SELECT Parent.Parent.Parent.Parent.Parent.Parent.Name FROM Account'],
  ])('is MALFORMED_QUERY: %s', (_what, soql) => {
    expect(refusal(soql).code).toBe('MALFORMED_QUERY');
  });

  it.each([
    ['an unknown field', 'SELECT Id, Foo FROM Account'],
    ['an unknown field of a parent', 'SELECT Owner.Foo FROM Account'],
    ['an unknown relationship', 'SELECT Boss.Name FROM Account'],
    ['an unknown field in WHERE', 'SELECT Id FROM Account WHERE Foo = 1'],
    ['an unknown field in ORDER BY', 'SELECT Id FROM Account ORDER BY Foo'],
    ['an unknown field in a subquery', 'SELECT Id, (SELECT Foo FROM Contacts) FROM Account'],
    ['a field that only one target of a reference has', 'SELECT What.Amount FROM Task'],
    ['a field twice', 'SELECT Id, id FROM Account'],
    ['quotes around a number', "SELECT Id FROM Opportunity WHERE Amount > '5'"],
    ['no quotes around text', 'SELECT Id FROM Account WHERE Name = 5'],
    ['quotes around a date', "SELECT Id FROM Opportunity WHERE CloseDate = '2026-01-01'"],
    ['a time for a date', 'SELECT Id FROM Opportunity WHERE CloseDate = 2026-01-01T00:00:00Z'],
    ['a date for a time', 'SELECT Id FROM Account WHERE CreatedDate > 2026-01-01'],
    ['a number for a boolean', 'SELECT Id FROM Opportunity WHERE IsClosed = 1'],
    ['a day that does not exist', 'SELECT Id FROM Account WHERE CreatedDate > 2026-02-30T00:00:00Z'],
    ['a filter on long text', "SELECT Id FROM Account WHERE Description LIKE '%x%'"],
  ])('is INVALID_FIELD: %s', (_what, soql) => {
    expect(refusal(soql).code).toBe('INVALID_FIELD');
  });

  it.each([
    ['an id that is none', "SELECT Id FROM Account WHERE Id = 'abc'"],
    ['LIKE on an id', "SELECT Id FROM Account WHERE Id LIKE '001%'"],
    ['less than on a boolean', 'SELECT Id FROM Opportunity WHERE IsClosed < true'],
    ['less than null', 'SELECT Id FROM Opportunity WHERE Amount < null'],
    ['INCLUDES on a single value', "SELECT Id FROM Account WHERE Industry INCLUDES ('Energy')"],
    ['IN on a list of values', "SELECT Id FROM Account WHERE Products__c IN ('Planner')"],
    ['LIKE on a date literal', 'SELECT Id FROM Opportunity WHERE CloseDate LIKE TODAY'],
  ])('is INVALID_QUERY_FILTER_OPERATOR: %s', (_what, soql) => {
    expect(refusal(soql).code).toBe('INVALID_QUERY_FILTER_OPERATOR');
  });

  it('is INVALID_TYPE for an unknown object or child relationship', () => {
    expect(refusal('SELECT Id FROM Acount').code).toBe('INVALID_TYPE');
    expect(refusal('SELECT Id FROM Name').code).toBe('INVALID_TYPE');
    expect(refusal('SELECT Id, (SELECT Id FROM Contact) FROM Account').code).toBe('INVALID_TYPE');
    expect(refusal('SELECT Id FROM Account WHERE Id IN (SELECT Id FROM Nothing)').code).toBe('INVALID_TYPE');
  });

  it('is NUMBER_OUTSIDE_VALID_RANGE for an offset past 2,000', () => {
    expect(refusal('SELECT Id FROM Account OFFSET 2000').code).toBe('none');
    expect(refusal('SELECT Id FROM Account OFFSET 2001').code).toBe('NUMBER_OUTSIDE_VALID_RANGE');
  });

  it('is refused even when no record would be found', () => {
    expect(refusal("SELECT Foo FROM Account WHERE Name = 'nobody'").code).toBe('INVALID_FIELD');
    expect(refusal("SELECT Id FROM Account WHERE Name = 'nobody' AND Foo = 1").code).toBe('INVALID_FIELD');
  });
});

describe('the message of a refusal', () => {
  it('points at the place as the vendor does', () => {
    expect(refusal('SELECT Id, Foo FROM Account').message).toBe(
      "\nSELECT Id, Foo FROM Account\n           ^\nERROR at Row:1:Column:12\nNo such column 'Foo' on entity 'Account'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.",
    );
  });

  it('counts rows, and cuts a long line around the place', () => {
    expect(refusal('SELECT Id\nFROM Account\nWHERE Foo = 1').message).toContain(
      '\nWHERE Foo = 1\n      ^\nERROR at Row:3:Column:7\n',
    );
    const long = `SELECT ${'Name, '.repeat(0)}Id, Industry, Phone, Website, AnnualRevenue, Foo FROM Account`;
    expect(refusal(long).message).toContain(
      '\nPhone, Website, AnnualRevenue, Foo FROM Account\n                               ^\n',
    );
  });

  it('names the token that was not expected', () => {
    expect(refusal('SELECT Id FROM Account WHERE').message).toContain("unexpected token: '<EOF>'");
    expect(refusal('SELECT Id FRM Account').message).toContain("unexpected token: 'Account'");
  });
});
