import { makeId } from '../ids.ts';
import type { Row, Store } from './store.ts';

const TRACKED: Readonly<Record<string, string>> = {
  StageName: 'Text',
  Amount: 'Currency',
  CloseDate: 'DateOnly',
  Probability: 'Percent',
  ForecastCategoryName: 'Text',
};

const asText = (value: Row[string] | undefined) => (value == null ? null : String(value));

/** The lines that a save of a deal adds to its two histories. */
export function historyRows(store: Store, before: Row | null, after: Row): [objectName: string, row: Row][] {
  const changed = Object.keys(TRACKED).filter((field) => before !== null && before[field] !== after[field]);
  if (before !== null && changed.length === 0) return [];

  const system = {
    IsDeleted: false,
    OpportunityId: after.Id ?? null,
    CreatedDate: after.LastModifiedDate ?? null,
    CreatedById: after.LastModifiedById ?? null,
  };
  const snapshot: Row = {
    ...system,
    Id: makeId('008', store.size('OpportunityHistory') + 1),
    SystemModstamp: after.LastModifiedDate ?? null,
    StageName: after.StageName ?? null,
    Amount: after.Amount ?? null,
    ExpectedRevenue: after.ExpectedRevenue ?? null,
    CloseDate: after.CloseDate ?? null,
    Probability: after.Probability ?? null,
    ForecastCategory: after.ForecastCategory ?? null,
    PrevAmount: before?.Amount ?? null,
    PrevCloseDate: before?.CloseDate ?? null,
  };
  const nextNumber = store.size('OpportunityFieldHistory') + 1;
  const fields = before === null ? ['created'] : changed;
  const changes = fields.map((field, index): [string, Row] => [
    'OpportunityFieldHistory',
    {
      ...system,
      Id: makeId('017', nextNumber + index),
      Field: field,
      DataType: TRACKED[field] ?? 'Text',
      OldValue: before === null ? null : asText(before[field]),
      NewValue: before === null ? null : asText(after[field]),
    },
  ]);
  return [['OpportunityHistory', snapshot], ...changes];
}
