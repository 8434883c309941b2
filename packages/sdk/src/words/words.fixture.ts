import type { Words } from './types.ts';

/** A base's `words.yaml` with every group. */
export const WORDS_YAML = `glossary:
  nrr: { term: Net revenue retention, meaning: What last year's customers pay now, also: [NRR, NDR] }
  arr: { term: ARR, meaning: Yearly value of running contracts }
stages:
  discovery: { label: Discovery, category: open, probability: 10, exit: A sponsor is named }
  negotiation: { label: Negotiation, category: open, probability: 75.5 }
  closed-won: { label: Closed Won, category: won, probability: 100 }
  closed-lost: { label: Closed Lost, category: lost, probability: 0 }
fiscalYear: { startMonth: 1, startDay: 1, named: start }
currencies: { reporting: USD, others: [EUR, GBP] }
thresholds:
  silentDays: { value: 30, unit: days, min: 1, max: 365, about: Days without activity after which a deal is silent }
  pushes: { value: 3, unit: times, min: 1, max: 20, about: Moves of the close date that put a deal at risk }
  since: { value: 2026-06-30, about: The day of the merger }
targets:
  quota: { value: 1250000, unit: currency, per: quarter, about: Bookings of one seller }
  coverage: { value: 3, unit: x, about: Pipeline over what is missing }
  winRate: { value: 32.5, unit: percent, about: Won of all closed }
style:
  tone: { value: plain, choices: [plain, formal], about: How a text addresses the reader }
  order: { value: [headline, risks, next step], about: Parts of a brief }
`;

export const WORDS: Words = {
  glossary: {
    nrr: { term: 'Net revenue retention', meaning: "What last year's customers pay now", also: ['NRR', 'NDR'] },
    arr: { term: 'ARR', meaning: 'Yearly value of running contracts' },
  },
  stages: [
    { id: 'discovery', label: 'Discovery', category: 'open', probability: 10, exit: 'A sponsor is named' },
    { id: 'negotiation', label: 'Negotiation', category: 'open', probability: 75.5 },
    { id: 'closed-won', label: 'Closed Won', category: 'won', probability: 100 },
    { id: 'closed-lost', label: 'Closed Lost', category: 'lost', probability: 0 },
  ],
  fiscalYear: { startMonth: 1, startDay: 1, named: 'start' },
  currencies: { reporting: 'USD', others: ['EUR', 'GBP'] },
  thresholds: {
    silentDays: {
      value: 30,
      unit: 'days',
      min: 1,
      max: 365,
      about: 'Days without activity after which a deal is silent',
    },
    pushes: { value: 3, unit: 'times', min: 1, max: 20, about: 'Moves of the close date that put a deal at risk' },
    since: { value: '2026-06-30', about: 'The day of the merger' },
  },
  targets: {
    quota: { value: 1_250_000, unit: 'currency', per: 'quarter', about: 'Bookings of one seller' },
    coverage: { value: 3, unit: 'x', about: 'Pipeline over what is missing' },
    winRate: { value: 32.5, unit: 'percent', about: 'Won of all closed' },
  },
  style: {
    tone: { value: 'plain', choices: ['plain', 'formal'], about: 'How a text addresses the reader' },
    order: { value: ['headline', 'risks', 'next step'], about: 'Parts of a brief' },
  },
};
