// Calls whose answers a machine's zone could change: days, weeks and months of times near midnight, offsets, wall clocks.

type Calls = readonly (readonly [tool: string, args: Record<string, unknown>])[];

const soql = (text: string): Calls[number] => ['salesforce_query', { soql: text, limit: 20 }];
const sql = (text: string): Calls[number] => ['snowflake_query', { sql: text }];
const chart = (rows: readonly object[]): Calls[number] => [
  'charts_draw_chart',
  {
    type: 'line',
    title: 'Times',
    rows,
    x: 'at',
    y: 'n',
    unit: 'things',
    source: { connector: 'snowflake' },
    query: 'SELECT at, n FROM t',
  },
];
const searched = (property: string, operator: string, value: string): Calls[number] => [
  'hubspot_search_objects',
  {
    object: 'deals',
    filterGroups: [{ filters: [{ propertyName: property, operator, value }] }],
    properties: [property],
    limit: 20,
  },
];

export const CALLS: Readonly<Record<string, Calls>> = {
  salesforce: [
    soql('SELECT CALENDAR_MONTH(CreatedDate) m, COUNT(Id) n FROM Task GROUP BY CALENDAR_MONTH(CreatedDate)'),
    soql('SELECT DAY_IN_WEEK(CloseDate) d, COUNT(Id) n FROM Opportunity GROUP BY DAY_IN_WEEK(CloseDate)'),
    soql('SELECT HOUR_IN_DAY(CreatedDate) h, COUNT(Id) n FROM Task GROUP BY HOUR_IN_DAY(CreatedDate)'),
    soql('SELECT Id, FORMAT(CreatedDate) f, FORMAT(CloseDate) c FROM Opportunity ORDER BY Id LIMIT 5'),
    soql('SELECT Id, CreatedDate FROM Task WHERE CreatedDate = LAST_N_DAYS:30 ORDER BY Id LIMIT 10'),
    soql('SELECT Id FROM Opportunity WHERE CloseDate = THIS_WEEK ORDER BY Id'),
    soql('SELECT Id FROM Opportunity WHERE CloseDate = NEXT_FISCAL_QUARTER ORDER BY Id'),
    soql('SELECT Id FROM Event WHERE StartDateTime > 2026-11-20T00:30:00+13:00 ORDER BY Id'),
    [
      'salesforce_create_record',
      {
        object: 'Event',
        fields: {
          Subject: 'Call',
          StartDateTime: '2026-03-29T01:30:00+01:00',
          EndDateTime: '2026-03-29T02:30:00.000Z',
        },
      },
    ],
    soql("SELECT Id, ActivityDate, StartDateTime, EndDateTime, DurationInMinutes FROM Event WHERE Subject = 'Call'"),
  ],
  hubspot: [
    searched('closedate', 'GTE', '2026-11-20'),
    searched('closedate', 'LT', '2026-11-20T23:30:00-03:30'),
    searched('hs_lastmodifieddate', 'GT', '2026-11-01T00:00:00+14:00'),
    [
      'hubspot_create_activity',
      {
        kind: 'meeting',
        title: 'Review',
        at: '2026-11-01T01:30:00-03:30',
        end: '2026-11-01T02:30:00-03:30',
        for: [{ object: 'companies', id: '2010000001' }],
      },
    ],
    [
      'hubspot_update_objects',
      { object: 'deals', items: [{ id: '3010000001', properties: { closedate: '2026-12-31' } }] },
    ],
    ['hubspot_list_history', { object: 'deals', id: '3010000001', properties: ['closedate'] }],
  ],
  slack: [
    ['slack_search_messages', { query: 'on:2026-11-19', limit: 20 }],
    ['slack_search_messages', { query: 'after:2026-11-18 before:2026-11-20', limit: 20 }],
    [
      'slack_get_history',
      { channel: '#deal-saltmarsh-wind', after: '2026-11-18T00:00:00Z', before: '2026-11-18T23:59:59Z' },
    ],
    ['slack_schedule_message', { channel: '#sales', text: 'Late', at: '2026-12-31T23:30:00Z' }],
    ['slack_list_scheduled', {}],
  ],
  factset: [
    [
      'factset_get_prices',
      { ids: ['NVRA-US'], from: '2026-10-01', to: '2026-11-19', frequency: 'weekly', adjust: 'split' },
    ],
    [
      'factset_get_prices',
      { ids: ['NVRA-US'], from: '2025-11-30', to: '2026-11-19', frequency: 'monthly', adjust: 'split' },
    ],
    ['factset_get_prices', { ids: ['NVRA-US'], from: '2026-02-30', adjust: 'split' }],
  ],
  snowflake: [
    sql("SELECT DATE_TRUNC('week', '2026-11-22 23:30:00'::TIMESTAMP_NTZ) AS w, DAYNAME('2026-11-22'::DATE) AS d"),
    sql("SELECT '2026-11-01 01:30:00'::TIMESTAMP_NTZ AS t, TO_TIMESTAMP_NTZ('2026-03-29 02:30:00') AS u"),
    sql("SELECT CONVERT_TIMEZONE('UTC', 'America/St_Johns', '2026-03-08 05:30:00'::TIMESTAMP_NTZ) AS there"),
    sql(
      "SELECT TO_CHAR('2026-11-20 23:59:59.123'::TIMESTAMP_NTZ, 'YYYY-MM-DD HH24:MI:SS.FF3') AS t, CURRENT_DATE() AS d",
    ),
    sql("SELECT DATEDIFF('day', '2026-03-28 23:00:00'::TIMESTAMP_NTZ, '2026-03-29 23:00:00'::TIMESTAMP_NTZ) AS days"),
    sql(
      "SELECT LAST_DAY('2028-02-01'::DATE) AS l, DATE_PART('epoch_second', '1969-12-31 23:59:59'::TIMESTAMP_NTZ) AS e",
    ),
    sql("SELECT DATE_TRUNC('month', ordered_at) AS m, COUNT(*) AS n FROM sales.orders GROUP BY 1 ORDER BY 1"),
    sql('SELECT * FROM sales.orders ORDER BY 1 LIMIT 5'),
  ],
  charts: [
    chart([
      { at: '2026-03-29T00:30:00', n: 1 },
      { at: '2026-03-29T02:30:00+01:00', n: 2 },
      { at: '2026-03-29 02:30', n: 3 },
    ]),
    chart([
      { at: '2026-10-31', n: 1 },
      { at: '2026-11-01', n: 2 },
      { at: '2026-11-02', n: 3 },
    ]),
    chart([
      { at: '2026-01', n: 1 },
      { at: '2026-02', n: 2 },
      { at: '2026-03', n: 3 },
    ]),
  ],
};
