import { describe, expect, it } from 'vitest';
import { queryBench } from './query-bench.ts';

const { run, rows, column } = queryBench();

describe('selecting', () => {
  it('finds nothing only when nothing is there', () => {
    expect(run("SELECT Id FROM Account WHERE Name = 'Nobody'")).toMatchObject({ totalSize: 0, length: 0 });
  });

  it('takes keywords, objects and fields in any case and answers with the names of the schema', () => {
    expect(rows("select id, NAME from ACCOUNT where name = 'TARNBROOK energy'")).toEqual([
      { Id: '001Rk0000000002IAA', Name: 'Tarnbrook Energy' },
    ]);
  });

  it('gives type and address of each record', () => {
    expect(run('SELECT Name FROM Account LIMIT 1').page(0, 1)).toEqual([
      {
        attributes: { type: 'Account', url: '/services/data/v62.0/sobjects/Account/001Rk0000000001IAA' },
        Name: 'Kestrel & Vale Logistics',
      },
    ]);
  });

  it('follows relationships up to five levels and shares their objects', () => {
    const [task] = rows(
      "SELECT Account.Owner.Manager.Manager.Name, Account.Owner.Name, Account.Name FROM Task WHERE Account.Name = 'Tarnbrook Energy' LIMIT 1",
    );
    expect(task).toMatchObject({
      Account: {
        Name: 'Tarnbrook Energy',
        Owner: { Name: 'Maren Holt', Manager: { Manager: { Name: 'Astrid Calloway' } } },
      },
    });
  });

  it('answers null for a parent that is not there', () => {
    expect(rows("SELECT Parent.Name FROM Account WHERE Name = 'Tarnbrook Energy'")).toEqual([{ Parent: null }]);
  });

  it('shows a reference with several targets as a Name', () => {
    const [event] = run("SELECT What.Name, What.Type, Who.LastName FROM Event WHERE Subject LIKE 'Cutover%'").page(
      0,
      1,
    );
    expect(event).toMatchObject({
      What: {
        attributes: { type: 'Name', url: '/services/data/v62.0/sobjects/Opportunity/006Rk0000000001IAA' },
        Name: 'Kestrel & Vale Logistics - Control Tower Renewal',
        Type: 'Opportunity',
      },
      Who: { LastName: 'Voss' },
    });
  });

  it('nests the records of a subquery, each with its own limit', () => {
    const found = rows(
      "SELECT Name, (SELECT CaseNumber FROM Cases WHERE Priority = 'High' AND IsClosed = false ORDER BY CaseNumber DESC LIMIT 1) FROM Account WHERE Name LIKE 'Kestrel%' ORDER BY Name",
    );
    expect(found).toMatchObject([
      { Name: 'Kestrel & Vale Logistics', Cases: { totalSize: 1, done: true, records: [{ CaseNumber: '00001002' }] } },
      { Name: 'Kestrel Vale Foods', Cases: { totalSize: 1, done: true, records: [{ CaseNumber: '00001005' }] } },
    ]);
    expect(rows("SELECT (SELECT Id FROM Cases) FROM Account WHERE Name = 'Tarnbrook Energy'")).toEqual([
      { Cases: null },
    ]);
  });

  it('knows an alias of the object, and its own name as one', () => {
    expect(
      column(
        "SELECT a.Name FROM Account a WHERE a.Owner.Name = 'Maren Holt' AND Account.Industry = 'Energy' ORDER BY a.Name LIMIT 1",
      ),
    ).toEqual(['Halcyon Grid Utilities']);
  });

  it('selects groups of fields', () => {
    expect(Object.keys(rows('SELECT FIELDS(CUSTOM) FROM Account LIMIT 1')[0] ?? {})).toEqual([
      'External_Id__c',
      'Health__c',
      'Do_Not_Contact__c',
      'Segment__c',
      'Region__c',
      'Recurring_Revenue__c',
      'Products__c',
    ]);
    expect(Object.keys(rows('SELECT FIELDS(STANDARD) FROM Account LIMIT 1')[0] ?? {})).not.toContain('Health__c');
  });

  it('ignores FOR VIEW', () => {
    expect(run('SELECT Id FROM Account LIMIT 3 FOR VIEW').totalSize).toBe(3);
  });
});

describe('filtering', () => {
  it('compares text without case, and matches wildcards', () => {
    expect(column("SELECT Name FROM Account WHERE Name LIKE 'kestrel%' ORDER BY Name")).toEqual([
      'Kestrel & Vale Logistics',
      'Kestrel Vale Foods',
    ]);
    expect(column("SELECT Name FROM Account WHERE Name LIKE '_arlowe%'")).toEqual(['Marlowe Rail Works']);
    expect(column("SELECT Name FROM Account WHERE Name LIKE '100\\%%'")).toEqual([]);
  });

  it('understands escapes', () => {
    expect(column("SELECT Name FROM Account WHERE Name = 'O\\'Dowd Instruments'")).toEqual(["O'Dowd Instruments"]);
  });

  it('combines with AND, OR, NOT and parentheses', () => {
    const where = (condition: string) => column(`SELECT Name FROM Account WHERE ${condition} ORDER BY Name`);
    expect(
      where(
        "Owner.Name = 'Maren Holt' AND (Industry = 'Healthcare' OR Industry = 'Finance') AND AnnualRevenue > 1000000000",
      ),
    ).toEqual(['Fenwright Insurance', 'Solvane Pharma']);
    expect(where("NOT Name LIKE '%e%' AND NOT (Industry != 'Energy')")).toEqual(
      where("(NOT Name LIKE '%e%') AND Industry = 'Energy'"),
    );
  });

  it('treats null as a value of = and !=, and as less than nothing', () => {
    const total = run('SELECT Id FROM Account').totalSize;
    expect(
      run('SELECT Id FROM Account WHERE ParentId = null').totalSize +
        run('SELECT Id FROM Account WHERE ParentId != null').totalSize,
    ).toBe(total);
    expect(run("SELECT Id FROM Account WHERE Parent.Name != 'x'").totalSize).toBe(total);
    expect(
      column(
        "SELECT Name FROM Opportunity WHERE LastActivityDate = null AND ForecastCategoryName = 'Commit' AND CloseDate = THIS_QUARTER",
      ),
    ).toEqual(['Corvane Robotics - Planner']);
    expect(run('SELECT Id FROM Opportunity WHERE LastActivityDate < 1900-01-01').totalSize).toBe(0);
  });

  it('takes lists', () => {
    expect(
      column("SELECT Name FROM Account WHERE Name IN ('Tarnbrook Energy', 'SOLVANE PHARMA') ORDER BY Name"),
    ).toEqual(['Solvane Pharma', 'Tarnbrook Energy']);
    const total = run('SELECT Id FROM Opportunity').totalSize;
    expect(run("SELECT Id FROM Opportunity WHERE Loss_Reason__c NOT IN ('Price')").totalSize).toBe(
      total - run("SELECT Id FROM Opportunity WHERE Loss_Reason__c = 'Price'").totalSize,
    );
  });

  it('takes both forms of an id', () => {
    expect(column("SELECT Name FROM Account WHERE Id = '001Rk0000000002'")).toEqual(['Tarnbrook Energy']);
    expect(column("SELECT Name FROM Account WHERE Id IN ('001Rk0000000002IAA')")).toEqual(['Tarnbrook Energy']);
    expect(column("SELECT Name FROM Account WHERE Id = '003Rk0000000002'")).toEqual([]);
  });

  it('finds values in a list of values', () => {
    const owners = (condition: string) => run(`SELECT Id FROM Account WHERE Products__c ${condition}`).totalSize;
    expect(owners("INCLUDES ('Planner;Control Tower')")).toBeLessThan(owners("INCLUDES ('Planner')"));
    expect(owners("INCLUDES ('Planner')") + owners("EXCLUDES ('Planner')")).toBe(120);
  });

  it('joins on the results of another query', () => {
    expect(
      column(
        "SELECT Name FROM Account WHERE Id IN (SELECT AccountId FROM Case WHERE Status = 'Escalated' AND Priority = 'High' AND Subject LIKE 'Carrier%')",
      ),
    ).toEqual(['Kestrel & Vale Logistics']);
    const without = run('SELECT Id FROM Account WHERE Id NOT IN (SELECT AccountId FROM Opportunity)').totalSize;
    const having = run('SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Opportunity)').totalSize;
    expect(without + having).toBe(120);
  });

  it('compares dates and times with any offset', () => {
    expect(column('SELECT Subject FROM Event WHERE StartDateTime = 2026-11-21T10:00:00+01:00')).toEqual([
      'Cutover rehearsal and renewal review',
    ]);
    expect(
      column(
        'SELECT Subject FROM Event WHERE StartDateTime >= 2026-11-21T09:00:00.000Z AND StartDateTime < 2026-11-21T09:00:01Z',
      ),
    ).toHaveLength(1);
    expect(
      column("SELECT Name FROM Opportunity WHERE CloseDate = 2026-12-15 AND Account.Name LIKE 'Kestrel%'"),
    ).toHaveLength(1);
  });

  it('counts with date functions', () => {
    expect(
      run('SELECT Id FROM Opportunity WHERE CALENDAR_YEAR(CloseDate) = 2026 AND CALENDAR_QUARTER(CloseDate) = 4')
        .totalSize,
    ).toBe(run('SELECT Id FROM Opportunity WHERE CloseDate = THIS_QUARTER').totalSize);
  });
});

describe('sorting and cutting', () => {
  it('puts nulls first unless told otherwise', () => {
    expect(rows('SELECT LastActivityDate FROM Opportunity ORDER BY LastActivityDate LIMIT 1')).toEqual([
      { LastActivityDate: null },
    ]);
    expect(rows('SELECT LastActivityDate FROM Opportunity ORDER BY LastActivityDate DESC LIMIT 1')).toEqual([
      { LastActivityDate: null },
    ]);
    expect(rows('SELECT LastActivityDate FROM Opportunity ORDER BY LastActivityDate DESC NULLS LAST LIMIT 1')).toEqual([
      { LastActivityDate: '2026-11-20' },
    ]);
  });

  it('sorts by several keys, also of parents', () => {
    const found = rows(
      "SELECT Name, Owner.Name FROM Account WHERE Industry = 'Energy' ORDER BY Owner.Name DESC, Name ASC LIMIT 2",
    );
    expect(found.map((row) => (row.Owner as { Name: string }).Name)).toEqual(['Tobias Lindqvist', 'Tobias Lindqvist']);
  });

  it('cuts with LIMIT and OFFSET', () => {
    const all = column('SELECT Name FROM Account ORDER BY Name');
    expect(column('SELECT Name FROM Account ORDER BY Name LIMIT 3 OFFSET 2')).toEqual(all.slice(2, 5));
    expect(run('SELECT Id FROM Account LIMIT 0').totalSize).toBe(0);
  });
});

describe('aggregating', () => {
  it('counts without records', () => {
    expect(run('SELECT COUNT() FROM Task')).toMatchObject({ totalSize: 3400, length: 0 });
    expect(run('SELECT COUNT() FROM Task LIMIT 10')).toMatchObject({ totalSize: 10, length: 0 });
  });

  it('names unnamed columns expr0, expr1', () => {
    expect(
      run(
        "SELECT COUNT(Id), SUM(Amount), MAX(Amount) top FROM Opportunity WHERE ForecastCategoryName = 'Commit' AND IsClosed = false AND CloseDate = THIS_QUARTER",
      ).page(0, 9),
    ).toEqual([{ attributes: { type: 'AggregateResult' }, expr0: 15, expr1: 3_854_000, top: 620_000 }]);
  });

  it('leaves out nulls, and answers null for a sum of nothing', () => {
    expect(
      rows('SELECT COUNT(Loss_Reason__c) c, COUNT_DISTINCT(Loss_Reason__c) d FROM Opportunity WHERE IsWon = true'),
    ).toEqual([{ c: 0, d: 0 }]);
    expect(rows("SELECT SUM(Amount) s, AVG(Amount) a, MIN(CloseDate) m FROM Opportunity WHERE Name = 'none'")).toEqual([
      { s: null, a: null, m: null },
    ]);
    expect(
      rows("SELECT AVG(Amount) a, MIN(CloseDate) m FROM Opportunity WHERE Account.Name = 'Tarnbrook Energy'"),
    ).toEqual([{ a: 430_000, m: '2026-12-11' }]);
  });

  it('groups, filters groups and sorts by aggregates', () => {
    expect(
      rows(
        "SELECT Account.Name, SUM(Amount) pipeline FROM Opportunity WHERE IsClosed = false AND Account.Owner.Name = 'Maren Holt' AND Account.Do_Not_Contact__c = false GROUP BY Account.Name HAVING SUM(Amount) > 800000 ORDER BY SUM(Amount) DESC",
      ),
    ).toEqual([
      { Name: 'Fenwright Insurance', pipeline: 1_150_000 },
      { Name: 'Marlowe Rail Works', pipeline: 980_000 },
      { Name: 'Solvane Pharma', pipeline: 900_000 },
      { Name: 'Tarnbrook Energy', pipeline: 860_000 },
    ]);
  });

  it('groups by date functions', () => {
    const found = rows(
      'SELECT CALENDAR_YEAR(CloseDate) y, COUNT(Id) n FROM Opportunity GROUP BY CALENDAR_YEAR(CloseDate) ORDER BY CALENDAR_YEAR(CloseDate)',
    );
    expect(found.map((row) => row.y)).toEqual([2025, 2026, 2027]);
  });

  it('answers no group where there is no record', () => {
    expect(rows("SELECT StageName, COUNT(Id) FROM Opportunity WHERE Name = 'none' GROUP BY StageName")).toEqual([]);
  });
});

describe('the stories of the demo company', () => {
  it('show pushes as a count and as history', () => {
    expect(
      column(
        "SELECT Account.Name FROM Opportunity WHERE PushCount >= 3 AND ForecastCategoryName = 'Commit' AND IsClosed = false AND CloseDate = THIS_QUARTER ORDER BY Account.Name",
      ),
    ).toMatchObject([{ Name: 'Bellwether Foods' }, { Name: 'Lowmoor Chemicals' }, { Name: 'Saltmarsh Wind' }]);
    expect(
      rows(
        "SELECT OldValue, NewValue FROM OpportunityFieldHistory WHERE Field = 'CloseDate' AND Opportunity.Account.Name = 'Lowmoor Chemicals' ORDER BY CreatedDate",
      ),
    ).toEqual([
      { OldValue: '2026-07-30', NewValue: '2026-08-30' },
      { OldValue: '2026-08-30', NewValue: '2026-09-30' },
      { OldValue: '2026-09-30', NewValue: '2026-10-30' },
    ]);
  });

  it('show the champion who left', () => {
    expect(
      rows(
        "SELECT Name, Left_Company_On__c FROM Contact WHERE Account.Name LIKE 'Kestrel &%' AND No_Longer_at_Company__c = true",
      ),
    ).toEqual([{ Name: 'Ottoline Marsh', Left_Company_On__c: '2026-10-30' }]);
  });

  it('keep forecast categories as they were forecast, not as the stage suggests', () => {
    expect(
      rows(
        "SELECT ForecastCategory, ForecastCategoryName, Probability FROM Opportunity WHERE Account.Name = 'Quillhaven Media' AND CloseDate = 2026-12-22",
      ),
    ).toEqual([{ ForecastCategory: 'Forecast', ForecastCategoryName: 'Commit', Probability: 60 }]);
  });
});
