import { choice, flag, idField, longText, moment, owner, readOnly, reference, SYSTEM_FIELDS, text } from './fields.ts';
import type { ObjectDef } from './objects.ts';

export const CASE: ObjectDef = {
  name: 'Case',
  label: 'Case',
  labelPlural: 'Cases',
  keyPrefix: '500',
  writable: true,
  searchable: true,
  fields: [
    idField('Case ID'),
    readOnly(text('CaseNumber', 'Case Number', 30, { nillable: false, nameField: true })),
    reference('ContactId', 'Contact ID', ['Contact'], { childNames: { Contact: 'Cases' } }),
    reference('AccountId', 'Account ID', ['Account'], { childNames: { Account: 'Cases' } }),
    choice('Type', 'Case Type', ['Problem', 'Question', 'Feature Request']),
    choice('Status', 'Status', ['New', 'Working', 'Escalated', 'Closed'], { nillable: false, defaultValue: 'New' }),
    choice('Origin', 'Case Origin', ['Email', 'Phone', 'Web']),
    text('Subject', 'Subject', 255),
    choice('Priority', 'Priority', ['High', 'Medium', 'Low'], { defaultValue: 'Medium' }),
    longText('Description', 'Description'),
    readOnly(flag('IsClosed', 'Closed')),
    readOnly(flag('IsEscalated', 'Escalated')),
    readOnly(moment('ClosedDate', 'Closed Date')),
    owner(),
    ...SYSTEM_FIELDS,
  ],
};
