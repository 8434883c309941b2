import {
  choice,
  day,
  type FieldDef,
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

/** Whom and what an activity is about. The account follows from both. */
function relations(plural: string): FieldDef[] {
  return [
    reference('WhoId', 'Name ID', ['Contact', 'Lead'], { childNames: { Contact: plural, Lead: plural } }),
    reference('WhatId', 'Related To ID', ['Account', 'Opportunity', 'Case'], {
      childNames: { Opportunity: plural, Case: plural },
    }),
    readOnly(reference('AccountId', 'Account ID', ['Account'], { childNames: { Account: plural } })),
  ];
}

export const TASK: ObjectDef = {
  name: 'Task',
  label: 'Task',
  labelPlural: 'Tasks',
  keyPrefix: '00T',
  writable: true,
  searchable: true,
  fields: [
    idField('Activity ID'),
    ...relations('Tasks'),
    text('Subject', 'Subject', 255, { nameField: true }),
    day('ActivityDate', 'Due Date Only'),
    choice('Status', 'Status', ['Not Started', 'In Progress', 'Completed', 'Waiting on someone else', 'Deferred'], {
      nillable: false,
      defaultValue: 'Not Started',
    }),
    choice('Priority', 'Priority', ['High', 'Normal', 'Low'], { nillable: false, defaultValue: 'Normal' }),
    readOnly(flag('IsHighPriority', 'High Priority')),
    readOnly(flag('IsClosed', 'Closed')),
    choice('Type', 'Type', ['Call', 'Email', 'Meeting', 'Other']),
    choice('TaskSubtype', 'Task Subtype', ['Task', 'Email', 'Call'], { updateable: false, defaultValue: 'Task' }),
    readOnly(moment('CompletedDateTime', 'Completed Date/Time')),
    longText('Description', 'Description'),
    owner('Assigned To ID'),
    ...SYSTEM_FIELDS,
  ],
};

export const EVENT: ObjectDef = {
  name: 'Event',
  label: 'Event',
  labelPlural: 'Events',
  keyPrefix: '00U',
  writable: true,
  searchable: true,
  fields: [
    idField('Activity ID'),
    ...relations('Events'),
    text('Subject', 'Subject', 255, { nameField: true }),
    text('Location', 'Location', 255),
    flag('IsAllDayEvent', 'All-Day Event'),
    moment('ActivityDateTime', 'Due Date Time'),
    readOnly(day('ActivityDate', 'Due Date Only')),
    number('DurationInMinutes', 'Duration', 'int'),
    moment('StartDateTime', 'Start Date Time'),
    moment('EndDateTime', 'End Date Time'),
    choice('Type', 'Type', ['Call', 'Email', 'Meeting', 'Other']),
    choice('ShowAs', 'Show Time As', ['Busy', 'OutOfOffice', 'Free'], { defaultValue: 'Busy' }),
    longText('Description', 'Description'),
    owner('Assigned To ID'),
    ...SYSTEM_FIELDS,
  ],
};
