import { demoCompany } from '@rolekit/demo-data';
import { SalesforceError } from '../errors.ts';
import { loadStore } from '../store/load.ts';
import { executeQuery } from './execute.ts';
import type { JsonRecord } from './project.ts';

/** A store at noon of the demo company's today. */
export const demoStore = () => loadStore(demoCompany(), () => new Date('2026-11-20T12:00:00Z'));

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
