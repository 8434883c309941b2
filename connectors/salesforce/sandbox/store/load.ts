import type { DemoCompany, Opportunity, SandboxClock } from '@rolekit/demo-data';
import { idOfDemoRecord, makeId } from '../ids.ts';
import type { FieldValue } from '../schema/fields.ts';
import { PRODUCTS } from '../schema/picklists.ts';
import { derivedOf } from './derive.ts';
import { historyRows } from './history.ts';
import type { OrgSettings } from './settings.ts';
import { type Row, Store } from './store.ts';
import { toDateTime } from './time.ts';

export const ORGANIZATION_ID = makeId('00D', 1);

const account = (id: string) => idOfDemoRecord('001', id);
const user = (id: string) => idOfDemoRecord('005', id);
const orNull = (prefix: string, id: string | null) => (id === null ? null : idOfDemoRecord(prefix, id));
const stamp = (time: string) => toDateTime(new Date(time));

function system(created: string, createdBy: string, modified: string = created): Record<string, FieldValue> {
  return {
    IsDeleted: false,
    CreatedDate: stamp(created),
    CreatedById: user(createdBy),
    LastModifiedDate: stamp(modified),
    LastModifiedById: user(createdBy),
    SystemModstamp: stamp(modified),
  };
}

function loadPeople(store: Store, company: DemoCompany): void {
  store.put('Organization', {
    ...system('2022-01-10T08:00:00Z', 'usr-01'),
    Id: ORGANIZATION_ID,
    Name: company.name,
    InstanceName: 'DEMO1',
    OrganizationType: 'Developer Edition',
    TimeZoneSidKey: 'UTC',
    IsSandbox: true,
  });
  for (const person of company.users) {
    store.put('User', {
      ...system(person.createdAt, 'usr-01'),
      Id: user(person.id),
      Username: person.email,
      FirstName: person.firstName,
      LastName: person.lastName,
      Name: `${person.firstName} ${person.lastName}`,
      Alias: `${person.firstName.charAt(0)}${person.lastName}`.toLowerCase().slice(0, 8),
      Email: person.email,
      Title: person.title,
      Department: 'Sales',
      Division: person.region,
      UserType: 'Standard',
      TimeZoneSidKey: 'UTC',
      IsActive: person.active,
      ManagerId: orNull('005', person.managerId),
    });
  }
  for (const lead of company.leads) {
    store.put('Lead', {
      ...system(lead.createdAt, lead.ownerId),
      Id: idOfDemoRecord('00Q', lead.id),
      FirstName: lead.firstName,
      LastName: lead.lastName,
      Name: `${lead.firstName} ${lead.lastName}`,
      Company: lead.company,
      Title: lead.title,
      Email: lead.email,
      Phone: null,
      Status: lead.status,
      LeadSource: lead.source,
      Industry: lead.industry,
      IsConverted: false,
      OwnerId: user(lead.ownerId),
    });
  }
}

function productsOf(deals: readonly Opportunity[]): string | null {
  const names = PRODUCTS.filter((product) =>
    deals.some((deal) => deal.stage === 'Closed Won' && deal.name.includes(` - ${product}`)),
  );
  return names.length > 0 ? names.join(';') : null;
}

function loadAccounts(store: Store, company: DemoCompany): void {
  for (const entry of company.accounts) {
    store.put('Account', {
      ...system(entry.createdAt, entry.ownerId, entry.lastModifiedAt),
      Id: account(entry.id),
      Name: entry.name,
      Type: entry.type,
      ParentId: orNull('001', entry.parentId),
      BillingCity: entry.city,
      BillingCountry: entry.country,
      Phone: entry.phone,
      AccountNumber: entry.customerNumber,
      Website: entry.website,
      Industry: entry.industry,
      AnnualRevenue: entry.annualRevenue,
      NumberOfEmployees: entry.employees,
      Description: entry.description,
      OwnerId: user(entry.ownerId),
      LastActivityDate: entry.lastActivityOn,
      External_Id__c: entry.customerNumber,
      Health__c: entry.health,
      Do_Not_Contact__c: entry.doNotContact,
      Segment__c: entry.segment,
      Region__c: entry.region,
      Recurring_Revenue__c: entry.recurringRevenue,
      Products__c: productsOf(company.opportunities.filter((deal) => deal.accountId === entry.id)),
    });
  }
}

function loadContacts(store: Store, company: DemoCompany): void {
  const lastActivity = new Map<string, string>();
  const note = (contactId: string | null, on: string) => {
    if (contactId && on > (lastActivity.get(contactId) ?? '')) lastActivity.set(contactId, on);
  };
  for (const task of company.tasks) if (task.status === 'Completed') note(task.contactId, task.dueOn);
  for (const event of company.events)
    if (event.startsAt.slice(0, 10) <= company.today) note(event.contactId, event.startsAt.slice(0, 10));

  for (const entry of company.contacts) {
    store.put('Contact', {
      ...system(entry.createdAt, entry.ownerId, entry.lastModifiedAt),
      Id: idOfDemoRecord('003', entry.id),
      AccountId: account(entry.accountId),
      FirstName: entry.firstName,
      LastName: entry.lastName,
      Name: `${entry.firstName} ${entry.lastName}`,
      Title: entry.title,
      Department: entry.department,
      Email: entry.email,
      Phone: entry.phone,
      MobilePhone: null,
      ReportsToId: null,
      LeadSource: null,
      DoNotCall: entry.doNotCall,
      HasOptedOutOfEmail: false,
      Description: entry.leftCompanyOn ? `Left the company on ${entry.leftCompanyOn}.` : null,
      OwnerId: user(entry.ownerId),
      LastActivityDate: lastActivity.get(entry.id) ?? null,
      Buying_Role__c: entry.buyingRole,
      No_Longer_at_Company__c: entry.leftCompanyOn !== null,
      Left_Company_On__c: entry.leftCompanyOn,
    });
  }
}

function loadOpportunities(store: Store, company: DemoCompany): void {
  for (const entry of company.opportunities) {
    const states: Row[] = entry.history.map((state) => ({
      ...system(entry.createdAt, entry.ownerId, state.at),
      LastModifiedById: user(state.byId),
      Id: idOfDemoRecord('006', entry.id),
      AccountId: account(entry.accountId),
      Name: entry.name,
      Description: entry.description,
      StageName: state.stage,
      Amount: state.amount,
      Probability: state.probability,
      CloseDate: state.closeDate,
      Type: entry.type,
      NextStep: entry.nextStep,
      LeadSource: entry.leadSource,
      ForecastCategoryName: state.forecastCategory,
      OwnerId: user(entry.ownerId),
      PushCount: 0,
      LastActivityDate: entry.lastActivityOn,
      Loss_Reason__c: entry.lossReason,
    }));
    let before: Row | null = null;
    for (const state of states) {
      const given = new Set(Object.keys(state));
      const after: Row = { ...state, ...derivedOf('Opportunity', { row: state, before, given }, store) };
      for (const [objectName, row] of historyRows(store, before, after)) store.put(objectName, row);
      before = after;
    }
    if (before) store.put('Opportunity', before);
  }
}

function loadActivities(store: Store, company: DemoCompany): void {
  for (const entry of company.tasks) {
    const row: Row = {
      ...system(entry.createdAt, entry.ownerId, entry.completedAt ?? entry.createdAt),
      Id: idOfDemoRecord('00T', entry.id),
      WhoId: orNull('003', entry.contactId),
      WhatId: orNull('006', entry.opportunityId) ?? account(entry.accountId),
      AccountId: account(entry.accountId),
      Subject: entry.subject,
      ActivityDate: entry.dueOn,
      Status: entry.status,
      Priority: entry.priority,
      IsHighPriority: entry.priority === 'High',
      IsClosed: entry.status === 'Completed',
      Type: entry.kind,
      TaskSubtype: entry.kind === 'Other' ? 'Task' : entry.kind,
      CompletedDateTime: entry.completedAt === null ? null : stamp(entry.completedAt),
      Description: entry.description,
      OwnerId: user(entry.ownerId),
    };
    store.put('Task', row);
  }
  for (const entry of company.events) {
    store.put('Event', {
      ...system(entry.createdAt, entry.ownerId),
      Id: idOfDemoRecord('00U', entry.id),
      WhoId: orNull('003', entry.contactId),
      WhatId: orNull('006', entry.opportunityId) ?? account(entry.accountId),
      AccountId: account(entry.accountId),
      Subject: entry.subject,
      Location: entry.location,
      IsAllDayEvent: false,
      ActivityDateTime: stamp(entry.startsAt),
      ActivityDate: entry.startsAt.slice(0, 10),
      DurationInMinutes: (Date.parse(entry.endsAt) - Date.parse(entry.startsAt)) / 60_000,
      StartDateTime: stamp(entry.startsAt),
      EndDateTime: stamp(entry.endsAt),
      Type: 'Meeting',
      ShowAs: 'Busy',
      Description: entry.description,
      OwnerId: user(entry.ownerId),
    });
  }
}

function loadCases(store: Store, company: DemoCompany): void {
  for (const entry of company.cases) {
    store.put('Case', {
      ...system(entry.createdAt, entry.ownerId, entry.closedAt ?? entry.createdAt),
      Id: idOfDemoRecord('500', entry.id),
      CaseNumber: entry.number,
      ContactId: orNull('003', entry.contactId),
      AccountId: account(entry.accountId),
      Type: entry.kind,
      Status: entry.status,
      Origin: entry.origin,
      Subject: entry.subject,
      Priority: entry.priority,
      Description: entry.description,
      IsClosed: entry.status === 'Closed',
      IsEscalated: entry.status === 'Escalated',
      ClosedDate: entry.closedAt === null ? null : stamp(entry.closedAt),
      OwnerId: user(entry.ownerId),
    });
  }
}

const REGION_CURRENCIES: Readonly<Record<string, string>> = { EMEA: 'EUR', APAC: 'JPY' };

/** In an org with several currencies each account, and with it its deals, is in the currency of its region. */
function loadCurrencies(store: Store): void {
  const { currencies } = store.settings;
  if (currencies === null) return;
  for (const [index, [code, rate]] of Object.entries(currencies.rates).entries()) {
    store.put('CurrencyType', {
      ...system('2022-01-10T08:00:00Z', 'usr-01'),
      Id: makeId('01L', index + 1),
      IsoCode: code,
      ConversionRate: rate,
      DecimalPlaces: code === 'JPY' ? 0 : 2,
      IsActive: true,
      IsCorporate: code === currencies.corporate,
    });
  }
  const currencyOf = (row: Row | undefined): string => {
    const code = REGION_CURRENCIES[String(row?.Region__c)] ?? '';
    return code in currencies.rates ? code : currencies.corporate;
  };
  for (const row of [...store.rows('Account')]) store.put('Account', { ...row, CurrencyIsoCode: currencyOf(row) });
  for (const row of [...store.rows('Opportunity')]) {
    const owner = store.get('Account', String(row.AccountId));
    store.put('Opportunity', { ...row, CurrencyIsoCode: currencyOf(owner) });
  }
  for (const row of [...store.rows('User')]) store.put('User', { ...row, DefaultCurrencyIsoCode: currencies.user });
}

/** A fresh org that holds the demo company. */
export function loadStore(company: DemoCompany, clock: SandboxClock, settings: Partial<OrgSettings> = {}): Store {
  const store = new Store(clock, settings);
  loadPeople(store, company);
  loadAccounts(store, company);
  loadContacts(store, company);
  loadOpportunities(store, company);
  loadActivities(store, company);
  loadCases(store, company);
  loadCurrencies(store);
  return store;
}
