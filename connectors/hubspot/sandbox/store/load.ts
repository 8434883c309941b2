import type { DemoCompany, Opportunity, SandboxClock } from '@rolekit/demo-data';
import { idOfDemoRecord, makeId } from '../ids.ts';
import type { TypeName } from '../schema/object-types.ts';
import { DEAL_STAGES, dealStageId, ticketStageId } from '../schema/pipelines.ts';
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
export function loadStore(company: DemoCompany, clock: SandboxClock): Store {
  const store = new Store(clock);
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
  for (const one of company.accounts) {
    const values = {
      name: one.name,
      domain: one.website.replace(/^https?:\/\/(www\.)?/, ''),
      website: one.website,
      customer_number: one.customerNumber,
      type: upper(one.type),
      lifecyclestage: one.type === 'Customer' ? 'customer' : one.type === 'Prospect' ? 'opportunity' : 'other',
      industry: one.industry,
      segment: one.segment,
      region: one.region,
      health: one.health,
      city: one.city,
      country: one.country,
      phone: one.phone,
      annualrevenue: String(one.annualRevenue),
      recurring_revenue: String(one.recurringRevenue),
      numberofemployees: String(one.employees),
      do_not_contact: String(one.doNotContact),
      description: one.description,
      notes_last_contacted: day(one.lastActivityOn),
      hubspot_owner_id: owner(one.ownerId),
    };
    store.put(
      'companies',
      idOfDemoRecord('companies', one.id),
      values,
      stamp(one.createdAt),
      stamp(one.lastModifiedAt),
    );
  }
  for (const one of company.accounts)
    if (one.parentId !== null)
      store.associations.add(
        'companies',
        idOfDemoRecord('companies', one.id),
        'companies',
        idOfDemoRecord('companies', one.parentId),
      );
}

/** Of a few customers. */
function loadSites(store: Store, company: DemoCompany): void {
  for (const [index, one] of company.accounts.slice(0, 6).entries()) {
    const id = idOfDemoRecord('p_sites', `site-${index + 1}`);
    const values = {
      site_name: `${one.city} distribution centre`,
      site_kind: 'Warehouse',
      city: one.city,
      docks: String(8 + index * 2),
      hubspot_owner_id: owner(one.ownerId),
    };
    store.put('p_sites', id, values, stamp(one.createdAt), stamp(one.lastModifiedAt));
    store.associations.add('p_sites', id, 'companies', idOfDemoRecord('companies', one.id));
  }
}

function loadContacts(store: Store, company: DemoCompany): void {
  const names = new Map(company.accounts.map((one) => [one.id, one.name]));
  for (const one of company.contacts) {
    const companyId = idOfDemoRecord('companies', one.accountId);
    const id = idOfDemoRecord('contacts', one.id);
    const values = {
      email: one.email,
      firstname: one.firstName,
      lastname: one.lastName,
      jobtitle: one.title,
      department: one.department,
      company: names.get(one.accountId) ?? null,
      phone: one.phone,
      lifecyclestage: 'opportunity',
      hs_buying_role: one.buyingRole === null ? null : (BUYING_ROLES[one.buyingRole] ?? null),
      do_not_call: String(one.doNotCall),
      left_company_on: one.leftCompanyOn,
      associatedcompanyid: companyId,
      hubspot_owner_id: owner(one.ownerId),
    };
    store.put('contacts', id, values, stamp(one.createdAt), stamp(one.lastModifiedAt));
    store.associations.add('contacts', id, 'companies', companyId);
  }
}

function loadDeals(store: Store, company: DemoCompany): void {
  for (const one of company.opportunities) {
    const id = idOfDemoRecord('deals', one.id);
    const stage = DEAL_STAGES.find((known) => known.label === one.stage);
    const values = {
      dealname: one.name,
      dealstage: dealStageId(one.stage),
      pipeline: 'default',
      amount: String(one.amount),
      closedate: day(one.closeDate),
      dealtype: DEAL_TYPES[one.type],
      hs_deal_stage_probability: stage?.metadata.probability ?? null,
      hs_manual_forecast_category: FORECAST[one.forecastCategory],
      hs_next_step: one.nextStep,
      closed_lost_reason: one.lossReason,
      lead_source: one.leadSource,
      description: one.description,
      notes_last_contacted: day(one.lastActivityOn),
      hs_is_closed: stage?.metadata.isClosed ?? 'false',
      hubspot_owner_id: owner(one.ownerId),
    };
    const deal = store.put('deals', id, values, stamp(one.createdAt), stamp(one.lastModifiedAt));
    deal.history.set(
      'dealstage',
      historyOf(one, (state) => dealStageId(state.stage)),
    );
    deal.history.set(
      'amount',
      historyOf(one, (state) => String(state.amount)),
    );
    deal.history.set(
      'closedate',
      historyOf(one, (state) => day(state.closeDate) ?? ''),
    );
    store.associations.add('deals', id, 'companies', idOfDemoRecord('companies', one.accountId));
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
  for (const one of company.cases) {
    const id = idOfDemoRecord('tickets', one.id);
    const values = {
      subject: one.subject,
      content: one.description,
      hs_pipeline: '0',
      hs_pipeline_stage: ticketStageId(one.status),
      hs_ticket_priority: upper(one.priority),
      hs_ticket_category: CATEGORY[one.kind],
      source_type: SOURCE[one.origin],
      case_number: one.number,
      closed_date: one.closedAt === null ? null : stamp(one.closedAt),
      hubspot_owner_id: owner(one.ownerId),
    };
    store.put('tickets', id, values, stamp(one.createdAt), stamp(one.closedAt ?? one.createdAt));
    associate(store, 'tickets', id, { ...one, opportunityId: null });
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
  for (const one of company.tasks) {
    const isCall = one.kind === 'Call' && one.status === 'Completed';
    const type = isCall ? 'calls' : 'tasks';
    const id = idOfDemoRecord(type, one.id);
    const at = stamp(one.completedAt ?? `${one.dueOn}T09:00:00Z`);
    const values: Record<string, string | null> = isCall
      ? {
          hs_timestamp: at,
          hs_call_title: one.subject,
          hs_call_body: one.description,
          hs_call_direction: 'OUTBOUND',
          hs_call_status: 'COMPLETED',
          hs_call_duration: '900000',
        }
      : {
          hs_timestamp: stamp(`${one.dueOn}T09:00:00Z`),
          hs_task_subject: one.subject,
          hs_task_body: one.description,
          hs_task_status: TASK_STATUS[one.status],
          hs_task_priority: one.priority === 'Normal' ? 'MEDIUM' : upper(one.priority),
          hs_task_type: one.kind === 'Other' ? 'TODO' : upper(one.kind),
          hs_task_completion_date: one.completedAt === null ? null : at,
        };
    const created = stamp(one.createdAt);
    store.put(
      type,
      id,
      { ...values, hubspot_owner_id: owner(one.ownerId) },
      created,
      one.completedAt === null ? created : at,
    );
    associate(store, type, id, one);
  }
  for (const one of company.events) {
    const id = idOfDemoRecord('meetings', one.id);
    const values = {
      hs_timestamp: stamp(one.startsAt),
      hs_meeting_title: one.subject,
      hs_meeting_body: one.description,
      hs_meeting_location: one.location,
      hs_meeting_start_time: stamp(one.startsAt),
      hs_meeting_end_time: stamp(one.endsAt),
      hs_meeting_outcome: one.startsAt.slice(0, 10) <= company.today ? 'COMPLETED' : 'SCHEDULED',
      hubspot_owner_id: owner(one.ownerId),
    };
    store.put('meetings', id, values, stamp(one.createdAt), stamp(one.createdAt));
    associate(store, 'meetings', id, one);
  }
}

/** What others keep in a field of the account stands in a note here too. */
function loadNotes(store: Store, company: DemoCompany): void {
  for (const [index, one] of company.accounts.filter((account) => account.description !== null).entries()) {
    const id = makeId('notes', index + 1);
    const at = stamp(one.lastModifiedAt);
    store.put(
      'notes',
      id,
      { hs_timestamp: at, hs_note_body: one.description, hubspot_owner_id: owner(one.ownerId) },
      at,
      at,
    );
    store.associations.add('notes', id, 'companies', idOfDemoRecord('companies', one.id));
  }
}

function loadLists(store: Store, company: DemoCompany): void {
  const left = company.contacts.filter((one) => one.leftCompanyOn !== null);
  const red = company.accounts.filter((one) => one.health === 'Red');
  store.lists.push(
    {
      id: '11',
      name: 'Contacts who left their company',
      type: 'contacts',
      processingType: 'DYNAMIC',
      members: left.map((one) => idOfDemoRecord('contacts', one.id)),
    },
    {
      id: '12',
      name: 'Companies in red health',
      type: 'companies',
      processingType: 'DYNAMIC',
      members: red.map((one) => idOfDemoRecord('companies', one.id)),
    },
    {
      id: '13',
      name: 'Executive event invitations',
      type: 'contacts',
      processingType: 'MANUAL',
      members: company.contacts
        .filter((one) => one.buyingRole === 'Economic Buyer')
        .map((one) => idOfDemoRecord('contacts', one.id)),
    },
  );
}
