import {
  choice,
  currencyField,
  day,
  flag,
  idField,
  longText,
  moment,
  number,
  owner,
  readOnly,
  reference,
  SYSTEM_FIELDS,
  text,
} from './fields.ts';
import type { ObjectDef } from './objects.ts';
import { FORECAST_CATEGORIES, FORECAST_LABELS, LEAD_SOURCES, STAGE_NAMES } from './picklists.ts';

export const OPPORTUNITY: ObjectDef = {
  name: 'Opportunity',
  label: 'Opportunity',
  labelPlural: 'Opportunities',
  keyPrefix: '006',
  writable: true,
  searchable: true,
  fields: [
    idField('Opportunity ID'),
    reference('AccountId', 'Account ID', ['Account'], {
      childNames: { Account: 'Opportunities' },
      cascadeDelete: true,
    }),
    text('Name', 'Name', 120, { required: true, nameField: true }),
    longText('Description', 'Description'),
    choice('StageName', 'Stage', STAGE_NAMES, { required: true }),
    number('Amount', 'Amount', 'currency'),
    number('Probability', 'Probability (%)', 'percent'),
    readOnly(number('ExpectedRevenue', 'Expected Amount', 'currency')),
    day('CloseDate', 'Close Date', { required: true }),
    choice('Type', 'Opportunity Type', ['New Business', 'Expansion', 'Renewal']),
    text('NextStep', 'Next Step', 255),
    choice('LeadSource', 'Lead Source', LEAD_SOURCES),
    readOnly(flag('IsClosed', 'Closed')),
    readOnly(flag('IsWon', 'Won')),
    readOnly(
      choice('ForecastCategory', 'Forecast Category', Object.values(FORECAST_CATEGORIES), {
        nillable: false,
        labels: FORECAST_LABELS,
      }),
    ),
    choice('ForecastCategoryName', 'Forecast Category', Object.keys(FORECAST_CATEGORIES)),
    owner(),
    readOnly(number('FiscalQuarter', 'Fiscal Quarter', 'int')),
    readOnly(number('FiscalYear', 'Fiscal Year', 'int')),
    readOnly(text('Fiscal', 'Fiscal Period', 6)),
    readOnly(number('PushCount', 'Push Count', 'int')),
    readOnly(moment('LastStageChangeDate', 'Last Stage Change Date')),
    readOnly(day('LastActivityDate', 'Last Activity')),
    choice('Loss_Reason__c', 'Loss Reason', ['Price', 'Competitor', 'No decision', 'Missing feature']),
    currencyField,
    ...SYSTEM_FIELDS,
  ],
};

const SNAPSHOT_SYSTEM_FIELDS = SYSTEM_FIELDS.filter((field) => !field.name.startsWith('LastModified'));

/** A line for each save that changed stage, amount, close date or probability. */
export const OPPORTUNITY_HISTORY: ObjectDef = {
  name: 'OpportunityHistory',
  label: 'Opportunity History',
  labelPlural: 'Opportunity: Stage Histories',
  keyPrefix: '008',
  writable: false,
  searchable: false,
  fields: [
    idField('Opportunity History ID'),
    reference('OpportunityId', 'Opportunity ID', ['Opportunity'], {
      nillable: false,
      childNames: { Opportunity: 'OpportunityHistories' },
      cascadeDelete: true,
    }),
    choice('StageName', 'Stage Name', STAGE_NAMES),
    number('Amount', 'Amount', 'currency'),
    number('ExpectedRevenue', 'Expected Revenue', 'currency'),
    day('CloseDate', 'Close Date'),
    number('Probability', 'Probability', 'percent'),
    choice('ForecastCategory', 'To ForecastCategory', Object.values(FORECAST_CATEGORIES)),
    number('PrevAmount', 'Previous Amount', 'currency'),
    day('PrevCloseDate', 'Previous Close Date'),
    ...SNAPSHOT_SYSTEM_FIELDS,
  ].map(readOnly),
};

/** A line for each field of a deal that a save changed. */
export const OPPORTUNITY_FIELD_HISTORY: ObjectDef = {
  name: 'OpportunityFieldHistory',
  label: 'Opportunity Field History',
  labelPlural: 'Opportunity Field History',
  keyPrefix: '017',
  writable: false,
  searchable: false,
  fields: [
    idField('Opportunity Field History ID'),
    reference('OpportunityId', 'Opportunity ID', ['Opportunity'], {
      nillable: false,
      childNames: { Opportunity: 'Histories' },
      cascadeDelete: true,
    }),
    choice('Field', 'Changed Field', [
      'created',
      'StageName',
      'Amount',
      'CloseDate',
      'Probability',
      'ForecastCategoryName',
    ]),
    choice('DataType', 'Datatype', ['Text', 'Currency', 'DateOnly', 'Percent']),
    text('OldValue', 'Old Value', 255),
    text('NewValue', 'New Value', 255),
    ...SNAPSHOT_SYSTEM_FIELDS.filter((field) => field.name !== 'SystemModstamp'),
  ].map(readOnly),
};
