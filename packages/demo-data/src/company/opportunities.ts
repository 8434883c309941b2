import { addDays, DEMO_TODAY } from '../calendar.ts';
import { type Random, seededRandom } from '../random.ts';
import { dealHistory, STAGES } from './deal-history.ts';
import { recordId } from './ids.ts';
import { LEAD_SOURCES, LOSS_REASONS, PRODUCTS } from './names.ts';
import { PLANTED_ACCOUNTS } from './planted/index.ts';
import type { PlantedDeal } from './planted/types.ts';
import type { Account, ForecastCategory, Opportunity, Segment, Stage } from './types.ts';

const TOTAL = 260;
const FORMER_REP = 'usr-11';

const AMOUNTS: Readonly<Record<Segment, readonly [number, number]>> = {
  enterprise: [160, 840],
  'mid-market': [50, 240],
  small: [12, 80],
};

interface DealFacts extends PlantedDeal {
  readonly ownerId: string;
  readonly leadSource: string;
  readonly firstAmount: number;
}

function opportunity(account: Account, deal: DealFacts, index: number): Opportunity {
  const history = dealHistory({ ...deal, pushes: deal.pushes ?? 0 });
  const latest = history.at(-1);
  return {
    id: recordId('opp', index),
    name: `${account.name} - ${deal.product}`,
    accountId: account.id,
    ownerId: deal.ownerId,
    type: deal.type,
    stage: deal.stage,
    amount: deal.amount,
    closeDate: deal.closeDate,
    probability: latest?.probability ?? 0,
    forecastCategory: deal.forecast,
    leadSource: deal.leadSource,
    nextStep: deal.nextStep ?? null,
    lossReason: deal.lossReason ?? null,
    description: null,
    createdAt: history[0]?.at ?? `${deal.openedOn}T09:15:00Z`,
    lastModifiedAt: latest?.at ?? `${deal.openedOn}T09:15:00Z`,
    lastActivityOn: null,
    history,
  };
}

// Commit deals of the running quarter are all planted, so that the story's totals are exact.
function forecastOf(random: Random, stage: Stage, closeDate: string): ForecastCategory {
  const usual = STAGES.find((step) => step.stage === stage)?.forecast ?? 'Pipeline';
  return usual === 'Best Case' && closeDate >= '2027-01-01' && random.chance(0.3) ? 'Commit' : usual;
}

function openDeal(random: Random): Pick<DealFacts, 'stage' | 'forecast' | 'openedOn' | 'closeDate' | 'pushes'> {
  const stage = random.weighted<Stage>({
    Qualification: 3,
    Discovery: 3,
    Evaluation: 2,
    Proposal: 2,
    Negotiation: 1,
    'Closed Won': 0,
    'Closed Lost': 0,
  });
  const isOverdue = random.chance(0.06);
  const closeDate = isOverdue ? addDays(DEMO_TODAY, -random.int(5, 60)) : addDays(DEMO_TODAY, random.int(4, 280));
  const openedOn = addDays(DEMO_TODAY, -random.int(75, 240));
  const forecast = isOverdue ? 'Pipeline' : forecastOf(random, stage, closeDate);
  return {
    stage,
    forecast,
    openedOn,
    closeDate,
    pushes: isOverdue ? 0 : Number(random.weighted({ 0: 6, 1: 2, 2: 1 })),
  };
}

function closedDeal(random: Random): Pick<DealFacts, 'stage' | 'forecast' | 'openedOn' | 'closeDate'> {
  const isWon = random.chance(0.58);
  const closeDate = addDays('2025-01-06', random.int(0, 682));
  return {
    stage: isWon ? 'Closed Won' : 'Closed Lost',
    forecast: isWon ? 'Closed' : 'Omitted',
    openedOn: addDays(closeDate, -random.int(40, 200)),
    closeDate,
  };
}

function randomDeal(random: Random, account: Account): DealFacts {
  const life = random.chance(0.6) ? closedDeal(random) : openDeal(random);
  const type = account.type === 'Customer' ? random.pick(['Expansion', 'Renewal'] as const) : 'New Business';
  const amount = random.int(...AMOUNTS[account.segment]) * 500;
  const isOld = life.closeDate < '2026-06-01' && account.region === 'EMEA' && life.stage.startsWith('Closed');
  return {
    ...life,
    product: `${random.pick(PRODUCTS)}${type === 'Renewal' ? ' Renewal' : ''} ${life.closeDate.slice(0, 4)}`,
    type,
    amount,
    firstAmount: random.chance(0.4) ? Math.round((amount * random.int(70, 130)) / 50_000) * 500 : amount,
    ownerId: isOld && random.chance(0.3) ? FORMER_REP : account.ownerId,
    leadSource: random.pick(LEAD_SOURCES),
    lastTouchOn: null,
    ...(life.stage === 'Closed Lost' ? { lossReason: random.pick(LOSS_REASONS) } : {}),
    ...(life.stage.startsWith('Closed')
      ? {}
      : { nextStep: random.pick(['Schedule demo', 'Send proposal', 'Meet the budget owner', 'Security review']) }),
  };
}

/** The deals of the stories first, in the order of their accounts, then invented ones up to 260. */
export function buildOpportunities(accounts: readonly Account[]): Opportunity[] {
  const random = seededRandom('opportunities');
  const deals: Opportunity[] = [];
  for (const [index, planted] of PLANTED_ACCOUNTS.entries()) {
    const account = accounts[index];
    if (!account) continue;
    for (const deal of planted.deals) {
      const facts = { ...deal, ownerId: account.ownerId, leadSource: 'Referral', firstAmount: deal.amount };
      deals.push(opportunity(account, facts, deals.length));
    }
  }
  const others = accounts.slice(PLANTED_ACCOUNTS.length);
  while (deals.length < TOTAL) {
    const account = random.pick(others);
    deals.push(opportunity(account, randomDeal(random, account), deals.length));
  }
  return deals;
}
