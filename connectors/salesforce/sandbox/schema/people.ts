import {
  choice,
  currencyField,
  email,
  flag,
  idField,
  owner,
  phone,
  readOnly,
  reference,
  SYSTEM_FIELDS,
  text,
} from './fields.ts';
import type { ObjectDef } from './objects.ts';
import { INDUSTRIES, LEAD_SOURCES, REGIONS } from './picklists.ts';

export const LEAD: ObjectDef = {
  name: 'Lead',
  label: 'Lead',
  labelPlural: 'Leads',
  keyPrefix: '00Q',
  writable: true,
  searchable: true,
  fields: [
    idField('Lead ID'),
    text('LastName', 'Last Name', 80, { required: true }),
    text('FirstName', 'First Name', 40),
    readOnly(text('Name', 'Full Name', 121, { nillable: false, nameField: true })),
    text('Company', 'Company', 255, { required: true }),
    text('Title', 'Title', 128),
    email('Email', 'Email'),
    phone('Phone', 'Phone'),
    choice('Status', 'Lead Status', ['Open', 'Working', 'Qualified', 'Unqualified'], {
      nillable: false,
      defaultValue: 'Open',
    }),
    choice('LeadSource', 'Lead Source', LEAD_SOURCES),
    choice('Industry', 'Industry', INDUSTRIES),
    readOnly(flag('IsConverted', 'Converted')),
    owner(),
    ...SYSTEM_FIELDS,
  ],
};

/** The people of the demo company itself; administration is not part of the sandbox. */
export const USER: ObjectDef = {
  name: 'User',
  label: 'User',
  labelPlural: 'Users',
  keyPrefix: '005',
  writable: false,
  searchable: true,
  fields: [
    idField('User ID'),
    text('Username', 'Username', 80, { nillable: false }),
    text('LastName', 'Last Name', 80, { nillable: false }),
    text('FirstName', 'First Name', 40),
    text('Name', 'Full Name', 121, { nillable: false, nameField: true }),
    text('Alias', 'Alias', 8),
    email('Email', 'Email', { nillable: false }),
    text('Title', 'Title', 80),
    text('Department', 'Department', 80),
    choice('Division', 'Division', REGIONS),
    choice('UserType', 'User Type', ['Standard']),
    choice('TimeZoneSidKey', 'Time Zone', ['UTC']),
    flag('IsActive', 'Active'),
    { ...currencyField, name: 'DefaultCurrencyIsoCode', label: 'Default Currency' },
    reference('ManagerId', 'Manager ID', ['User'], { childNames: { User: 'ManagedUsers' } }),
    ...SYSTEM_FIELDS.filter((field) => field.name !== 'IsDeleted'),
  ].map(readOnly),
};

export const ORGANIZATION: ObjectDef = {
  name: 'Organization',
  label: 'Organization',
  labelPlural: 'Organizations',
  keyPrefix: '00D',
  writable: false,
  searchable: false,
  fields: [
    idField('Organization ID'),
    text('Name', 'Name', 80, { nillable: false, nameField: true }),
    text('InstanceName', 'Instance Name', 5),
    text('OrganizationType', 'Edition', 40),
    choice('TimeZoneSidKey', 'Time Zone', ['UTC']),
    flag('IsSandbox', 'Is Sandbox'),
    ...SYSTEM_FIELDS.filter((field) => field.name !== 'IsDeleted'),
  ].map(readOnly),
};

/** What is known of a record behind a reference that may lead to several objects. */
export const NAME: ObjectDef = {
  name: 'Name',
  label: 'Name',
  labelPlural: 'Names',
  keyPrefix: '',
  writable: false,
  searchable: false,
  fields: [
    idField('Record ID'),
    text('Name', 'Full Name', 255, { nameField: true }),
    text('Type', 'Type', 40),
    text('FirstName', 'First Name', 40),
    text('LastName', 'Last Name', 80),
    text('Title', 'Title', 128),
    text('Username', 'Username', 80),
    text('Alias', 'Alias', 8),
    email('Email', 'Email'),
    phone('Phone', 'Phone'),
  ].map(readOnly),
};
