import { addDays, addMonths, at, DEMO_TODAY, daysBetween } from '../calendar.ts';
import type { ForecastCategory, Opportunity, OpportunityState, Stage } from './types.ts';

/** The stages of a sale in order, with the probability in percent that each has. */
export const STAGES: readonly {
  readonly stage: Stage;
  readonly probability: number;
  readonly forecast: ForecastCategory;
}[] = [
  { stage: 'Qualification', probability: 10, forecast: 'Pipeline' },
  { stage: 'Discovery', probability: 20, forecast: 'Pipeline' },
  { stage: 'Evaluation', probability: 40, forecast: 'Pipeline' },
  { stage: 'Proposal', probability: 60, forecast: 'Best Case' },
  { stage: 'Negotiation', probability: 80, forecast: 'Best Case' },
  { stage: 'Closed Won', probability: 100, forecast: 'Closed' },
  { stage: 'Closed Lost', probability: 0, forecast: 'Omitted' },
];

const LAST_OPEN_STAGE = 4;

interface Deal {
  readonly ownerId: string;
  readonly stage: Stage;
  readonly forecast: ForecastCategory;
  readonly amount: number;
  /** What the deal was thought to be worth before a proposal was written. */
  readonly firstAmount: number;
  readonly openedOn: string;
  readonly closeDate: string;
  readonly pushes: number;
}

interface Change {
  readonly on: string;
  readonly apply: (state: OpportunityState) => Partial<OpportunityState>;
}

function stageChanges(deal: Deal): Change[] {
  const final = STAGES.findIndex((step) => step.stage === deal.stage);
  const isClosed = final > LAST_OPEN_STAGE;
  const path = isClosed ? [...STAGES.slice(1, LAST_OPEN_STAGE + 1), STAGES[final]] : STAGES.slice(1, final + 1);
  const end = isClosed ? deal.closeDate : addDays(DEMO_TODAY, -12);
  const days = Math.max(path.length, daysBetween(deal.openedOn, end));
  return path.flatMap((step, index) => {
    if (!step) return [];
    const isFinal = index === path.length - 1;
    return {
      on: addDays(deal.openedOn, Math.floor((days * (index + 1)) / path.length)),
      apply: () => ({
        stage: step.stage,
        probability: step.probability,
        forecastCategory: isFinal ? deal.forecast : step.forecast,
        amount: step.probability >= 60 || isFinal ? deal.amount : deal.firstAmount,
      }),
    };
  });
}

function pushChanges(deal: Deal): Change[] {
  return Array.from({ length: deal.pushes }, (_, index) => {
    const before = addMonths(deal.closeDate, index - deal.pushes);
    return {
      on: [addDays(before, -5), addDays(DEMO_TODAY, -1)].sort()[0] ?? before,
      apply: () => ({ closeDate: addMonths(deal.closeDate, index + 1 - deal.pushes) }),
    };
  });
}

/** The saved states of a deal from its creation to what it is today. */
export function dealHistory(deal: Deal): OpportunityState[] {
  const first = STAGES[0];
  const isNew = deal.stage === first?.stage;
  let state: OpportunityState = {
    at: at(deal.openedOn, 9, 15),
    byId: deal.ownerId,
    stage: 'Qualification',
    amount: isNew ? deal.amount : deal.firstAmount,
    closeDate: addMonths(deal.closeDate, -deal.pushes),
    probability: 10,
    forecastCategory: isNew ? deal.forecast : 'Pipeline',
  };
  const states = [state];
  const changes = [...stageChanges(deal), ...pushChanges(deal)].sort((a, b) => a.on.localeCompare(b.on));
  for (const [index, change] of changes.entries()) {
    state = { ...state, ...change.apply(state), at: at(change.on, 10, index) };
    states.push(state);
  }
  return states;
}

/** How often the close date of a deal moved to a later calendar month. */
export function closeDatePushes(deal: Pick<Opportunity, 'history'>): number {
  return deal.history.filter((state, index) => {
    const before = deal.history[index - 1];
    return before !== undefined && state.closeDate.slice(0, 7) > before.closeDate.slice(0, 7);
  }).length;
}
