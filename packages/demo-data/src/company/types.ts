/** Dates are ISO dates (`2026-11-20`), times are ISO times in UTC (`2026-11-20T09:00:00Z`), money is whole US dollars. */

export type Region = 'EMEA' | 'Americas' | 'APAC';
export type Segment = 'enterprise' | 'mid-market' | 'small';
export type Health = 'Green' | 'Yellow' | 'Red';
export type Stage =
  | 'Qualification'
  | 'Discovery'
  | 'Evaluation'
  | 'Proposal'
  | 'Negotiation'
  | 'Closed Won'
  | 'Closed Lost';
export type ForecastCategory = 'Omitted' | 'Pipeline' | 'Best Case' | 'Commit' | 'Closed';

export interface User {
  readonly id: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly title: string;
  readonly role: 'executive' | 'manager' | 'rep';
  readonly region: Region;
  readonly managerId: string | null;
  readonly active: boolean;
  readonly createdAt: string;
}

export interface Account {
  readonly id: string;
  /** The number that every app of the company knows this customer by. */
  readonly customerNumber: string;
  readonly name: string;
  readonly type: 'Customer' | 'Prospect' | 'Former Customer';
  readonly industry: string;
  readonly segment: Segment;
  readonly region: Region;
  readonly city: string;
  readonly country: string;
  readonly annualRevenue: number;
  /** What the account pays us in a year; 0 for a prospect. */
  readonly recurringRevenue: number;
  readonly employees: number;
  readonly ownerId: string;
  readonly parentId: string | null;
  readonly health: Health;
  readonly doNotContact: boolean;
  readonly website: string;
  readonly phone: string;
  readonly description: string | null;
  readonly createdAt: string;
  readonly lastModifiedAt: string;
  /** The day of the latest completed task or held event; null when there was none. */
  readonly lastActivityOn: string | null;
}

export interface Contact {
  readonly id: string;
  readonly accountId: string;
  readonly ownerId: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly title: string;
  readonly department: string;
  readonly email: string;
  readonly phone: string;
  readonly buyingRole: 'Champion' | 'Economic Buyer' | 'Technical Evaluator' | 'User' | 'Blocker' | null;
  /** The day on which the person left the account's company; null while there. */
  readonly leftCompanyOn: string | null;
  readonly doNotCall: boolean;
  readonly createdAt: string;
  readonly lastModifiedAt: string;
}

/** One saved state of a deal; the first is its creation. */
export interface OpportunityState {
  readonly at: string;
  readonly byId: string;
  readonly stage: Stage;
  readonly amount: number;
  readonly closeDate: string;
  readonly probability: number;
  readonly forecastCategory: ForecastCategory;
}

export interface Opportunity extends Omit<OpportunityState, 'at' | 'byId'> {
  readonly id: string;
  readonly name: string;
  readonly accountId: string;
  readonly ownerId: string;
  readonly type: 'New Business' | 'Expansion' | 'Renewal';
  readonly leadSource: string;
  readonly nextStep: string | null;
  readonly lossReason: string | null;
  readonly description: string | null;
  readonly createdAt: string;
  readonly lastModifiedAt: string;
  readonly lastActivityOn: string | null;
  readonly history: readonly OpportunityState[];
}

export interface Task {
  readonly id: string;
  readonly subject: string;
  readonly kind: 'Call' | 'Email' | 'Other';
  readonly status: 'Not Started' | 'In Progress' | 'Completed' | 'Waiting on someone else';
  readonly priority: 'High' | 'Normal' | 'Low';
  readonly dueOn: string;
  readonly completedAt: string | null;
  readonly ownerId: string;
  readonly accountId: string;
  readonly opportunityId: string | null;
  readonly contactId: string | null;
  readonly description: string | null;
  readonly createdAt: string;
}

export interface Event {
  readonly id: string;
  readonly subject: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly location: string;
  readonly ownerId: string;
  readonly accountId: string;
  readonly opportunityId: string | null;
  readonly contactId: string | null;
  readonly description: string | null;
  readonly createdAt: string;
}

export interface SupportCase {
  readonly id: string;
  readonly number: string;
  readonly subject: string;
  readonly description: string;
  readonly status: 'New' | 'Working' | 'Escalated' | 'Closed';
  readonly priority: 'High' | 'Medium' | 'Low';
  readonly kind: 'Problem' | 'Question' | 'Feature Request';
  readonly origin: 'Email' | 'Phone' | 'Web';
  readonly accountId: string;
  readonly contactId: string | null;
  readonly ownerId: string;
  readonly createdAt: string;
  readonly closedAt: string | null;
}

export interface Lead {
  readonly id: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly company: string;
  readonly title: string;
  readonly email: string;
  readonly status: 'Open' | 'Working' | 'Qualified' | 'Unqualified';
  readonly source: string;
  readonly industry: string;
  readonly ownerId: string;
  readonly createdAt: string;
}

/** Everything that the demo company's CRM knows, without the shape of any vendor. */
export interface DemoCompany {
  readonly name: string;
  readonly domain: string;
  readonly today: string;
  readonly users: readonly User[];
  readonly accounts: readonly Account[];
  readonly contacts: readonly Contact[];
  readonly opportunities: readonly Opportunity[];
  readonly tasks: readonly Task[];
  readonly events: readonly Event[];
  readonly cases: readonly SupportCase[];
  readonly leads: readonly Lead[];
}
