import { STAGES } from '@rolekit/demo-data';
import { parseDateTime } from '@rolekit/sdk';
import { FORECAST_CATEGORIES } from '../schema/picklists.ts';
import { fiscalPeriodOf } from './settings.ts';
import type { Row, Store } from './store.ts';

type Derived = Record<string, Row[string]>;

/** A save: what the record becomes, what it was (null when it is new), and the fields that the client named. */
export interface Save {
  readonly row: Row;
  readonly before: Row | null;
  readonly given: ReadonlySet<string>;
}

function fullName(row: Row): string {
  return [row.FirstName, row.LastName].filter(Boolean).join(' ');
}

/** Stage and forecast category follow each other as in the vendor's: a new stage brings its defaults. */
function opportunity({ row, before, given }: Save, store: Store): Derived {
  const step = STAGES.find((entry) => entry.stage === row.StageName);
  const isNewStage = row.StageName !== before?.StageName;
  const isClosed = String(row.StageName).startsWith('Closed');
  const isSet = (field: string) => given.has(field) && row[field] != null;
  const probability = isNewStage && !isSet('Probability') ? (step?.probability ?? null) : (row.Probability ?? null);
  const category =
    isClosed || (isNewStage && !isSet('ForecastCategoryName'))
      ? (step?.forecast ?? 'Pipeline')
      : String(row.ForecastCategoryName);
  const [year = '', month = ''] = String(row.CloseDate).split('-');
  const fiscal = fiscalPeriodOf(store.settings, Number(year), Number(month));
  const isPushed = before !== null && String(row.CloseDate).slice(0, 7) > String(before.CloseDate).slice(0, 7);
  return {
    Probability: probability,
    ForecastCategoryName: category,
    ForecastCategory: FORECAST_CATEGORIES[category] ?? 'Pipeline',
    ExpectedRevenue:
      row.Amount == null || probability === null ? null : (Number(row.Amount) * Number(probability)) / 100,
    IsClosed: isClosed,
    IsWon: row.StageName === 'Closed Won',
    FiscalYear: fiscal.year,
    FiscalQuarter: fiscal.quarter,
    Fiscal: `${fiscal.year} ${fiscal.quarter}`,
    PushCount: Number(before?.PushCount ?? 0) + (isPushed ? 1 : 0),
    LastStageChangeDate: isNewStage
      ? before === null
        ? null
        : (row.LastModifiedDate ?? null)
      : (before?.LastStageChangeDate ?? null),
  };
}

function accountOfActivity(row: Row, store: Store): string | null {
  const what = row.WhatId ? store.find(String(row.WhatId)) : undefined;
  if (String(row.WhatId ?? '').startsWith('001')) return String(row.WhatId);
  const who = row.WhoId ? store.find(String(row.WhoId)) : undefined;
  const accountId = what?.AccountId ?? who?.AccountId;
  return accountId ? String(accountId) : null;
}

function task({ row, before }: Save, store: Store): Derived {
  const isClosed = row.Status === 'Completed';
  return {
    AccountId: accountOfActivity(row, store),
    IsClosed: isClosed,
    IsHighPriority: row.Priority === 'High',
    CompletedDateTime: isClosed ? (before?.CompletedDateTime ?? row.LastModifiedDate ?? null) : null,
  };
}

function event({ row, before, given }: Save, store: Store): Derived {
  const named = ['StartDateTime', 'ActivityDateTime'].find((field) => given.has(field) && row[field] != null);
  const start = (named ? row[named] : before?.StartDateTime) ?? null;
  const startTime = parseDateTime(String(start)) ?? Number.NaN;
  const isEndGiven = given.has('EndDateTime') && row.EndDateTime != null;
  const minutes = isEndGiven
    ? ((parseDateTime(String(row.EndDateTime)) ?? Number.NaN) - startTime) / 60_000
    : Number(row.DurationInMinutes ?? 60);
  return {
    AccountId: accountOfActivity(row, store),
    ActivityDateTime: start,
    StartDateTime: start,
    ActivityDate: start === null ? null : String(start).slice(0, 10),
    DurationInMinutes: minutes,
    EndDateTime: Number.isNaN(startTime)
      ? null
      : new Date(startTime + minutes * 60_000).toISOString().replace('Z', '+0000'),
  };
}

function supportCase({ row, before }: Save, store: Store): Derived {
  const isClosed = row.Status === 'Closed';
  return {
    CaseNumber: before?.CaseNumber ?? String(1001 + store.size('Case')).padStart(8, '0'),
    IsClosed: isClosed,
    IsEscalated: row.Status === 'Escalated',
    ClosedDate: isClosed ? (before?.ClosedDate ?? row.LastModifiedDate ?? null) : null,
  };
}

/** The fields that the server computes from the others. */
export function derivedOf(objectName: string, save: Save, store: Store): Derived {
  switch (objectName) {
    case 'Opportunity':
      return opportunity(save, store);
    case 'Contact':
    case 'Lead':
      return { Name: fullName(save.row) };
    case 'Task':
      return task(save, store);
    case 'Event':
      return event(save, store);
    case 'Case':
      return supportCase(save, store);
    default:
      return {};
  }
}
