import {
  demoCompany,
  type WarehouseColumn,
  type WarehouseTable,
  warehouseEvents,
  warehouseOrders,
  warehouseSubscriptions,
} from '@rolekit/demo-data';
import { literal } from './literal.ts';

/** Where each table of the demo company lies. */
export const SCHEMAS = {
  CORE: 'Master data shared with the CRM.',
  SALES: 'Orders and subscriptions.',
  PRODUCT: 'What users do in the product.',
} as const;

export interface LoadedTable {
  schema: keyof typeof SCHEMAS;
  table: WarehouseTable;
  /** Further columns, computed in SQL from the loaded ones. */
  computed: readonly { name: string; sql: string; description: string }[];
}

let tables: readonly LoadedTable[] | undefined;

/** Made once: each sandbox of a process loads the same. */
export function demoTables(): readonly LoadedTable[] {
  tables ??= [
    { schema: 'SALES', table: warehouseOrders(), computed: [] },
    { schema: 'SALES', table: warehouseSubscriptions(), computed: [] },
    {
      schema: 'PRODUCT',
      table: warehouseEvents(),
      computed: [
        { name: 'event_date', sql: 'CAST(occurred_at AS DATE)', description: 'Day of occurred_at, UTC.' },
        {
          name: 'properties',
          sql: `CAST('{"screen":"' || event_name || '","duration_ms":' || duration_ms || '}' AS JSON)`,
          description: 'What the tracking library sent beside the rest.',
        },
      ],
    },
  ];
  return tables;
}

/** SQL that turns a loaded number into the column's value. */
export function columnExpression({ name, ...column }: WarehouseColumn): string {
  const raw = `s.${name}`;
  switch (column.kind) {
    case 'integer':
      return `CAST(${raw} AS BIGINT)`;
    case 'money':
      return `CAST(${raw} / 100.0 AS DECIMAL(12,2))`;
    case 'date':
      return `CASE WHEN ${raw} = -2147483648 THEN NULL ELSE DATE '1970-01-01' + ${raw} END`;
    case 'timestamp':
      return `CAST(make_timestamp(CAST(${raw} AS BIGINT) * 1000000) AS TIMESTAMP)`;
    case 'id':
      return `'${column.prefix}' || lpad(CAST(${raw} AS VARCHAR), ${column.digits}, '0')`;
    case 'word':
      return `[${column.words.map(literal).join(',')}][${raw} + 1]`;
  }
}

/** The accounts of the CRM, as the warehouse knows them. */
export function accountRows(): (string | number | boolean | null)[][] {
  return demoCompany().accounts.map((account) => [
    account.id,
    account.customerNumber,
    account.name,
    account.type,
    account.industry,
    account.segment,
    account.region,
    account.country,
    account.employees,
    account.recurringRevenue,
    account.health,
    account.createdAt.slice(0, 10),
  ]);
}

export const ACCOUNT_COLUMNS: readonly (readonly [name: string, type: string, description: string])[] = [
  ['ACCOUNT_ID', 'VARCHAR', 'Id of the account in the CRM.'],
  ['CUSTOMER_NUMBER', 'VARCHAR', 'The number that every app of the company knows this customer by.'],
  ['NAME', 'VARCHAR', 'Name of the company.'],
  ['TYPE', 'VARCHAR', 'Customer, Prospect or Former Customer.'],
  ['INDUSTRY', 'VARCHAR', 'Industry.'],
  ['SEGMENT', 'VARCHAR', 'enterprise, mid-market or small.'],
  ['REGION', 'VARCHAR', 'EMEA, Americas or APAC.'],
  ['COUNTRY', 'VARCHAR', 'Country of the head office.'],
  ['EMPLOYEES', 'BIGINT', 'Number of employees.'],
  ['RECURRING_REVENUE', 'DECIMAL(12,2)', 'Yearly recurring revenue of the contract, US dollars.'],
  ['HEALTH', 'VARCHAR', 'Green, Yellow or Red.'],
  ['CREATED_ON', 'DATE', 'Day on which the account was created.'],
];
