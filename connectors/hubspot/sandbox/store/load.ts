import type { DemoCompany, Opportunity, SandboxClock } from '@rolekit/demo-data';
import { idOfDemoRecord, makeId } from '../ids.ts';
import type { TypeName } from '../schema/object-types.ts';
import { DEAL_STAGES, dealStageId, type StageLabels, ticketStageId } from '../schema/pipelines.ts';
import { type HistoryValue, Store } from './store.ts';

const stamp = (time: string) => new Date(time).toISOString();
const day = (date: string | null) => (date === null ? null : stamp(`${date}T00:00:00Z`));
const owner = (id: string) => idOfDemoRecord('owners', id);
const upper = (text: string) => text.toUpperCase().replaceAll(/[ -]/g, '_');

const BUYING_ROLES: Readonly<Record<string, string>> = {
  Champion: 'CHAMPION',
  'Economic Buyer': 'DECISION_MAKER',
  'Technical Evaluator': 'INFLUENCER',
  User: 'END_USER',
  Blocker: 'BLOCKER',
};
const FORECAST = {
  Omitted: 'OMIT',
  Pipeline: 'PIPELINE',
  'Best Case': 'BEST_CASE',
  Commit: 'COMMIT',
  Closed: 'CLOSED',
};
const DEAL_TYPES = { 'New Business': 'newbusiness', Expansion: 'existingbusiness', Renewal: 'renewal' };
const TASK_STATUS = {
  'Not Started': 'NOT_STARTED',
  'In Progress': 'IN_PROGRESS',
  Completed: 'COMPLETED',
  'Waiting on someone else': 'WAITING',
};
const CATEGORY = { Problem: 'PRODUCT_ISSUE', Question: 'GENERAL_INQUIRY', 'Feature Request': 'FEATURE_REQUEST' };
const SOURCE = { Email: 'EMAIL', Phone: 'PHONE', Web: 'FORM' };

/** A fresh portal that holds the demo company. */
export function loadStore(company: DemoCompany, clock: SandboxClock, labels?: StageLabels): Store {
  const store = new Store(clock, labels);
  loadOwners(store, company);
  loadCompanies(store, company);
  loadContacts(store, company);
  loadDeals(store, company);
  loadTickets(store, company);
  loadActivities(store, company);
  loadNotes(store, company);
  loadLists(store, company);
  loadSites(store, company);
  return store;
}

function loadOwners(store: Store, company: DemoCompany): void {
  for (const [index, user] of company.users.entries())
    store.owners.push({
      id: owner(user.id),
      userId: 70_000_000 + index,
      email: user.email,
      firstName: user.firstName,
      lastName: user.lastName,
      archived: !user.active,
      createdAt: stamp(user.createdAt),
    });
}

function loadCompanies(store: Store, company: DemoCompany): void {
  for (const account of company.accounts) {
    const values = {
      name: account.name,
      domain: account.website.replace(/^https?:\/\/(www\.)?/, ''),
      website: account.website,
      customer_number: account.customerNumber,
      type: upper(account.type),
      lifecyclestage: account.type === 'Customer' ? 'customer' : account.type === 'Prospect' ? 'opportunity' : 'other',
      industry: account.industry,
      segment: account.segment,
      region: account.region,
      health: account.health,
      city: account.city,
      country: account.country,
      phone: account.phone,
      annualrevenue: String(account.annualRevenue),
      recurring_revenue: String(account.recurringRevenue),
      numberofemployees: String(account.employees),
      do_not_contact: String(account.doNotContact),
      description: account.description,
      notes_last_contacted: day(account.lastActivityOn),
      hubspot_owner_id: owner(account.ownerId),
    };
    store.put(
      'companies',
      idOfDemoRecord('companies', account.id),
      values,
      stamp(account.createdAt),
      stamp(account.lastModifiedAt),
    );
  }
  for (const account of company.accounts)
    if (account.parentId !== null)
      store.associations.add(
        'companies',
        idOfDemoRecord('companies', account.id),
        'companies',
        idOfDemoRecord('companies', account.parentId),
      );
}

/** Of a few customers. */
function loadSites(store: Store, company: DemoCompany): void {
  for (const [index, account] of company.accounts.slice(0, 6).entries()) {
    const id = idOfDemoRecord('p_sites', `site-${index + 1}`);
    const values = {
      site_name: `${account.city} distribution centre`,
      site_kind: 'Warehouse',
      city: account.city,
      docks: String(8 + index * 2),
      hubspot_owner_id: owner(account.ownerId),
    };
    store.put('p_sites', id, values, stamp(account.createdAt), stamp(account.lastModifiedAt));
    store.associations.add('p_sites', id, 'companies', idOfDemoRecord('companies', account.id));
  }
}

function loadContacts(store: Store, company: DemoCompany): void {
  const names = new Map(company.accounts.map((account) => [account.id, account.name]));
  for (const contact of company.contacts) {
    const companyId = idOfDemoRecord('companies', contact.accountId);
    const id = idOfDemoRecord('contacts', contact.id);
    const values = {
      email: contact.email,
      firstname: contact.firstName,
      lastname: contact.lastName,
      jobtitle: contact.title,
      department: contact.department,
      company: names.get(contact.accountId) ?? null,
      phone: contact.phone,
      lifecyclestage: 'opportunity',
      hs_buying_role: contact.buyingRole === null ? null : (BUYING_ROLES[contact.buyingRole] ?? null),
      do_not_call: String(contact.doNotCall),
      left_company_on: contact.leftCompanyOn,
      associatedcompanyid: companyId,
      hubspot_owner_id: owner(contact.ownerId),
    };
    store.put('contacts', id, values, stamp(contact.createdAt), stamp(contact.lastModifiedAt));
    store.associations.add('contacts', id, 'companies', companyId);
  }
}

function loadDeals(store: Store, company: DemoCompany): void {
  for (const opportunity of company.opportunities) {
    const id = idOfDemoRecord('deals', opportunity.id);
    const stage = DEAL_STAGES.find((known) => known.label === opportunity.stage);
    const values = {
      dealname: opportunity.name,
      dealstage: dealStageId(opportunity.stage),
      pipeline: 'default',
      amount: String(opportunity.amount),
      closedate: day(opportunity.closeDate),
      dealtype: DEAL_TYPES[opportunity.type],
      hs_deal_stage_probability: stage?.metadata.probability ?? null,
      hs_manual_forecast_category: FORECAST[opportunity.forecastCategory],
      hs_next_step: opportunity.nextStep,
      closed_lost_reason: opportunity.lossReason,
      lead_source: opportunity.leadSource,
      description: opportunity.description,
      notes_last_contacted: day(opportunity.lastActivityOn),
      hs_is_closed: stage?.metadata.isClosed ?? 'false',
      hs_primary_associated_company: idOfDemoRecord('companies', opportunity.accountId),
      hubspot_owner_id: owner(opportunity.ownerId),
    };
    const deal = store.put('deals', id, values, stamp(opportunity.createdAt), stamp(opportunity.lastModifiedAt));
    deal.history.set(
      'dealstage',
      historyOf(opportunity, (state) => dealStageId(state.stage)),
    );
    deal.history.set(
      'amount',
      historyOf(opportunity, (state) => String(state.amount)),
    );
    deal.history.set(
      'closedate',
      historyOf(opportunity, (state) => day(state.closeDate) ?? ''),
    );
    store.associations.add('deals', id, 'companies', idOfDemoRecord('companies', opportunity.accountId));
  }
}

/** Only the states in which the value changed, newest first. */
function historyOf(deal: Opportunity, pick: (state: Opportunity['history'][number]) => string): HistoryValue[] {
  const values = deal.history.map((state) => ({ value: pick(state), state }));
  return values
    .filter(({ value }, index) => value !== values[index - 1]?.value)
    .map(({ value, state }) => ({
      value,
      timestamp: stamp(state.at),
      sourceType: 'CRM_UI',
      sourceId: `userId:${owner(state.byId)}`,
    }))
    .reverse();
}

function loadTickets(store: Store, company: DemoCompany): void {
  for (const item of company.cases) {
    const id = idOfDemoRecord('tickets', item.id);
    const values = {
      subject: item.subject,
      content: item.description,
      hs_pipeline: '0',
      hs_pipeline_stage: ticketStageId(item.status),
      hs_ticket_priority: upper(item.priority),
      hs_ticket_category: CATEGORY[item.kind],
      source_type: SOURCE[item.origin],
      case_number: item.number,
      closed_date: item.closedAt === null ? null : stamp(item.closedAt),
      hubspot_owner_id: owner(item.ownerId),
    };
    store.put('tickets', id, values, stamp(item.createdAt), stamp(item.closedAt ?? item.createdAt));
    associate(store, 'tickets', id, { ...item, opportunityId: null });
  }
}

interface Related {
  readonly accountId: string;
  readonly opportunityId: string | null;
  readonly contactId: string | null;
}

function associate(store: Store, type: TypeName, id: string, related: Related): void {
  store.associations.add(type, id, 'companies', idOfDemoRecord('companies', related.accountId));
  if (related.opportunityId !== null)
    store.associations.add(type, id, 'deals', idOfDemoRecord('deals', related.opportunityId));
  if (related.contactId !== null)
    store.associations.add(type, id, 'contacts', idOfDemoRecord('contacts', related.contactId));
  if (related.opportunityId !== null && related.contactId !== null)
    store.associations.add(
      'deals',
      idOfDemoRecord('deals', related.opportunityId),
      'contacts',
      idOfDemoRecord('contacts', related.contactId),
    );
}

/** A call that took place is a call; every other task stays one. */
function loadActivities(store: Store, company: DemoCompany): void {
  for (const task of company.tasks) {
    const isCall = task.kind === 'Call' && task.status === 'Completed';
    const type = isCall ? 'calls' : 'tasks';
    const id = idOfDemoRecord(type, task.id);
    const at = stamp(task.completedAt ?? `${task.dueOn}T09:00:00Z`);
    const values: Record<string, string | null> = isCall
      ? {
          hs_timestamp: at,
          hs_call_title: task.subject,
          hs_call_body: task.description,
          hs_call_direction: 'OUTBOUND',
          hs_call_status: 'COMPLETED',
          hs_call_duration: '900000',
        }
      : {
          hs_timestamp: stamp(`${task.dueOn}T09:00:00Z`),
          hs_task_subject: task.subject,
          hs_task_body: task.description,
          hs_task_status: TASK_STATUS[task.status],
          hs_task_priority: task.priority === 'Normal' ? 'MEDIUM' : upper(task.priority),
          hs_task_type: task.kind === 'Other' ? 'TODO' : upper(task.kind),
          hs_task_completion_date: task.completedAt === null ? null : at,
        };
    const created = stamp(task.createdAt);
    store.put(
      type,
      id,
      { ...values, hubspot_owner_id: owner(task.ownerId) },
      created,
      task.completedAt === null ? created : at,
    );
    associate(store, type, id, task);
  }
  for (const event of company.events) {
    const id = idOfDemoRecord('meetings', event.id);
    const values = {
      hs_timestamp: stamp(event.startsAt),
      hs_meeting_title: event.subject,
      hs_meeting_body: event.description,
      hs_meeting_location: event.location,
      hs_meeting_start_time: stamp(event.startsAt),
      hs_meeting_end_time: stamp(event.endsAt),
      hs_meeting_outcome: event.startsAt.slice(0, 10) <= company.today ? 'COMPLETED' : 'SCHEDULED',
      hubspot_owner_id: owner(event.ownerId),
    };
    store.put('meetings', id, values, stamp(event.createdAt), stamp(event.createdAt));
    associate(store, 'meetings', id, event);
  }
}

/** What others keep in a field of the account stands in a note here too. */
function loadNotes(store: Store, company: DemoCompany): void {
  for (const [index, member] of company.accounts.filter((account) => account.description !== null).entries()) {
    const id = makeId('notes', index + 1);
    const at = stamp(member.lastModifiedAt);
    store.put(
      'notes',
      id,
      { hs_timestamp: at, hs_note_body: member.description, hubspot_owner_id: owner(member.ownerId) },
      at,
      at,
    );
    store.associations.add('notes', id, 'companies', idOfDemoRecord('companies', member.id));
  }
}

function loadLists(store: Store, company: DemoCompany): void {
  const left = company.contacts.filter((contact) => contact.leftCompanyOn !== null);
  const red = company.accounts.filter((account) => account.health === 'Red');
  store.lists.push(
    {
      id: '11',
      name: 'Contacts who left their company',
      type: 'contacts',
      processingType: 'DYNAMIC',
      members: left.map((contact) => idOfDemoRecord('contacts', contact.id)),
    },
    {
      id: '12',
      name: 'Companies in red health',
      type: 'companies',
      processingType: 'DYNAMIC',
      members: red.map((account) => idOfDemoRecord('companies', account.id)),
    },
    {
      id: '13',
      name: 'Executive event invitations',
      type: 'contacts',
      processingType: 'MANUAL',
      members: company.contacts
        .filter((contact) => contact.buyingRole === 'Economic Buyer')
        .map((contact) => idOfDemoRecord('contacts', contact.id)),
    },
  );
}
