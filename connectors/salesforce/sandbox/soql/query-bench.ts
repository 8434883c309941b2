import { demoCompany, sandboxClock } from '@rolekit/demo-data';
import { SalesforceError } from '../errors.ts';
import { executeSearch } from '../sosl/search.ts';
import { loadStore } from '../store/load.ts';
import type { Store } from '../store/store.ts';
import type { JsonRecord } from './bind-projection.ts';
import { executeQuery } from './execute.ts';

/** A store at noon of the demo company's today. */
export const demoStore = () => loadStore(demoCompany(), sandboxClock());

/** Makes shortcuts for running queries in tests. */
export function queryBench(store = demoStore()) {
  const run = (soql: string) => executeQuery({ store, version: 'v62.0', includeDeleted: false }, soql);
  const rows = (soql: string): Omit<JsonRecord, 'attributes'>[] =>
    run(soql)
      .page(0, 5000)
      .map(({ attributes: _attributes, ...fields }) => fields);
  const column = (soql: string): unknown[] => rows(soql).map((row) => Object.values(row)[0]);
  const refusal = (soql: string): { code: string; message: string } => {
    try {
      run(soql);
    } catch (error) {
      if (error instanceof SalesforceError) return { code: error.code, message: error.message };
      throw error;
    }
    return { code: 'none', message: '' };
  };
  return { run, rows, column, refusal };
}

/** Without `attributes`: a record of the result as the list of its values, one inside of it as an object. */
function plain(value: unknown, isRow = false): unknown {
  if (Array.isArray(value)) return value.map((entry) => plain(entry, true));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(([name]) => name !== 'attributes')
    .map(([name, inner]) => [name, plain(inner)] as const);
  return isRow ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}

/** What a statement leads to: its rows as lists of values, the number of COUNT(), or the code of the refusal. */
export function outcome(store: Store, statement: string, userId: string): unknown {
  const context = { store, version: 'v62.0', includeDeleted: false, userId };
  try {
    if (/^\s*FIND/i.test(statement)) return plain(executeSearch(context, statement).searchRecords);
    const result = executeQuery(context, statement);
    return result.length === 0 && result.totalSize > 0 ? result.totalSize : plain(result.page(0, 5000));
  } catch (error) {
    if (error instanceof SalesforceError) return error.code;
    throw error;
  }
}
