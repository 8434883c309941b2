import type { Account, Contact, Opportunity, SupportCase } from '../types.ts';

export interface PlantedContact {
  readonly firstName: string;
  readonly lastName: string;
  readonly title: string;
  readonly department: string;
  readonly buyingRole: Contact['buyingRole'];
  readonly leftCompanyOn?: string;
}

export interface PlantedDeal {
  /** What is sold; the deal's name is `<account> - <product>`. */
  readonly product: string;
  readonly type: Opportunity['type'];
  readonly amount: number;
  readonly stage: Opportunity['stage'];
  readonly forecast: Opportunity['forecastCategory'];
  readonly openedOn: string;
  readonly closeDate: string;
  /** How often the close date moved to a later month; each time by one month. */
  readonly pushes?: number;
  /** The day of the latest completed task; null for a deal that nobody ever touched. */
  readonly lastTouchOn: string | null;
  /** The due day of a task that is still open, which is a plan and not an activity. */
  readonly openTaskOn?: string;
  readonly nextStep?: string;
  readonly lossReason?: string;
}

export interface PlantedMeeting {
  readonly subject: string;
  readonly date: string;
  readonly hour: number;
  readonly minutes: number;
  readonly location: string;
  readonly contactLastName: string | null;
  /** Position of the deal in the account's list; null when the meeting is about the account. */
  readonly deal: number | null;
  readonly description?: string;
}

export interface PlantedCase
  extends Pick<SupportCase, 'subject' | 'description' | 'status' | 'priority' | 'kind' | 'origin'> {
  readonly openedOn: string;
  readonly closedOn?: string;
  readonly contactLastName: string;
}

/** An account that a story needs. Everything about its deals, activities and cases is written down here. */
export interface PlantedAccount
  extends Pick<
    Account,
    | 'name'
    | 'ownerId'
    | 'industry'
    | 'region'
    | 'city'
    | 'country'
    | 'annualRevenue'
    | 'recurringRevenue'
    | 'employees'
    | 'health'
  > {
  readonly doNotContact?: boolean;
  readonly description?: string;
  readonly contacts?: readonly PlantedContact[];
  readonly deals: readonly PlantedDeal[];
  readonly meetings?: readonly PlantedMeeting[];
  readonly cases?: readonly PlantedCase[];
}
