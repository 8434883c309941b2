import { DEMO_TODAY } from '../calendar.ts';
import { accountBooks } from './account-book.ts';
import { buildAccounts } from './accounts.ts';
import { buildCases } from './cases.ts';
import { buildContacts } from './contacts.ts';
import { buildEvents } from './events.ts';
import { buildLeads } from './leads.ts';
import { COMPANY_DOMAIN, COMPANY_NAME } from './names.ts';
import { buildOpportunities } from './opportunities.ts';
import { buildTasks } from './tasks.ts';
import type { DemoCompany, Event, Task } from './types.ts';
import { buildUsers } from './users.ts';

type Activity = Pick<Task, 'accountId' | 'opportunityId'> & { readonly on: string };

/** What has happened: completed tasks and events up to today. A plan is not an activity. */
function heldActivities(tasks: readonly Task[], events: readonly Event[]): Activity[] {
  const done = tasks.filter((task) => task.status === 'Completed').map((task) => ({ ...task, on: task.dueOn }));
  const held = events
    .map((event) => ({ ...event, on: event.startsAt.slice(0, 10) }))
    .filter((event) => event.on <= DEMO_TODAY);
  return [...done, ...held];
}

function latestBy(activities: readonly Activity[], key: (activity: Activity) => string | null): Map<string, string> {
  const latest = new Map<string, string>();
  for (const activity of activities) {
    const id = key(activity);
    if (id !== null && activity.on > (latest.get(id) ?? '')) latest.set(id, activity.on);
  }
  return latest;
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const part of Object.values(value)) deepFreeze(part);
  return value;
}

function generate(): DemoCompany {
  const users = buildUsers();
  const accounts = buildAccounts();
  const contacts = buildContacts(accounts);
  const opportunities = buildOpportunities(accounts);
  const books = accountBooks(accounts, contacts, opportunities);
  const tasks = buildTasks(books);
  const events = buildEvents(books);
  const activities = heldActivities(tasks, events);
  const accountActivity = latestBy(activities, (activity) => activity.accountId);
  const dealActivity = latestBy(activities, (activity) => activity.opportunityId);
  return {
    name: COMPANY_NAME,
    domain: COMPANY_DOMAIN,
    today: DEMO_TODAY,
    users,
    accounts: accounts.map((account) => ({ ...account, lastActivityOn: accountActivity.get(account.id) ?? null })),
    contacts,
    opportunities: opportunities.map((deal) => ({ ...deal, lastActivityOn: dealActivity.get(deal.id) ?? null })),
    tasks,
    events,
    cases: buildCases(books),
    leads: buildLeads(users),
  };
}

let company: DemoCompany | undefined;

/**
 * The demo company's CRM: the same frozen objects on every call and the same values on every machine.
 *
 * @example demoCompany().accounts.find((account) => account.name === 'Tarnbrook Energy')
 */
export function demoCompany(): DemoCompany {
  company ??= deepFreeze(generate());
  return company;
}
