/**
 * What a right answer must contain for the three sales jobs on demo data. The README tells each story;
 * a test recomputes every number from the data.
 */

/** "Prepare me for my meeting tomorrow", asked by Maren Holt. */
export const MEETING_STORY = {
  user: { id: 'usr-04', name: 'Maren Holt' },
  account: { id: 'acc-0001', name: 'Kestrel & Vale Logistics', health: 'Red', customerNumber: 'BM-1001' },
  meeting: {
    id: 'evt-00001',
    subject: 'Cutover rehearsal and renewal review',
    startsAt: '2026-11-21T09:00:00Z',
    endsAt: '2026-11-21T10:30:00Z',
    location: 'On site, Rotterdam distribution centre',
    contact: { id: 'con-0002', name: 'Declan Voss', title: 'Chief Operating Officer', buyingRole: 'Economic Buyer' },
  },
  renewal: {
    id: 'opp-0001',
    name: 'Kestrel & Vale Logistics - Control Tower Renewal',
    amount: 480_000,
    closeDate: '2026-12-15',
    stage: 'Negotiation',
    forecastCategory: 'Best Case',
  },
  openHighPriorityCases: [
    { id: 'cas-0001', number: '00001001', subject: 'Carrier tracking feed drops events', status: 'Escalated' },
    { id: 'cas-0002', number: '00001002', subject: 'Month-end reconciliation report times out', status: 'Working' },
  ],
  departedChampion: { id: 'con-0001', name: 'Ottoline Marsh', title: 'VP Supply Chain', leftCompanyOn: '2026-10-30' },
  lastActivityOn: '2026-11-18',
  decoys: {
    similarAccount: { id: 'acc-0024', name: 'Kestrel Vale Foods' },
    closedHighPriorityCase: '00001003',
    openLowPriorityCase: '00001004',
  },
} as const;

/** "Review the commit forecast of Q4 2026", all reps. */
export const FORECAST_STORY = {
  quarter: { label: 'Q4 2026', from: '2026-10-01', to: '2026-12-31' },
  rule: {
    commit: 'open deals with forecast category Commit and a close date in the quarter',
    atRisk:
      'a commit deal whose close date has passed, or that was pushed 3 or more times, or without activity for 30 or more days (or ever)',
    adjusted: 'commit minus at risk',
    minimumPushes: 3,
    silentDays: 30,
  },
  commitDeals: 15,
  commitTotal: 3_854_000,
  atRiskDeals: 8,
  atRiskTotal: 2_008_500,
  adjustedTotal: 1_845_500,
  closedWonTotal: 326_500,
  atRisk: [
    { id: 'opp-0020', account: 'Vantry Aerospace', amount: 540_000, reasons: ['close date passed'] },
    { id: 'opp-0021', account: 'Lowmoor Chemicals', amount: 175_000, reasons: ['close date passed', 'pushed'] },
    { id: 'opp-0022', account: 'Bellwether Foods', amount: 210_000, reasons: ['pushed'] },
    { id: 'opp-0023', account: 'Saltmarsh Wind', amount: 395_000, reasons: ['pushed'] },
    { id: 'opp-0024', account: 'Ashgrove Banking', amount: 330_000, reasons: ['no activity'] },
    { id: 'opp-0026', account: 'Corvane Robotics', amount: 120_000, reasons: ['no activity'] },
    { id: 'opp-0027', account: 'Northfold Telecom', amount: 88_500, reasons: ['no activity'] },
    { id: 'opp-0028', account: 'Pellucid Labs', amount: 150_000, reasons: ['close date passed', 'no activity'] },
  ],
  nearMisses: [
    { id: 'opp-0013', account: 'Castellan Freight', why: 'commit, but closes on 2027-01-08, outside the quarter' },
    { id: 'opp-0014', account: 'Umberline Retail', why: 'pushed twice' },
    { id: 'opp-0015', account: 'Dovetail Health Partners', why: 'last activity 29 days ago' },
    { id: 'opp-0017', account: 'Petrelworks', why: 'closes today' },
  ],
} as const;

/** "Which accounts should Maren Holt work on first?" */
export const PRIORITY_STORY = {
  owner: { id: 'usr-04', name: 'Maren Holt' },
  rule: {
    score: 'open pipeline × recency × health, highest first',
    openPipeline: 'sum of the amounts of the open deals of the account',
    recency:
      'days since the last activity of the account: up to 14 → 1.0, up to 30 → 0.8, up to 60 → 0.5, more or never → 0.3',
    health: 'Green → 1.0, Yellow → 0.7, Red → 0.4',
    excluded: 'accounts marked "do not contact" and accounts without an open deal',
  },
  top: [
    {
      id: 'acc-0002',
      name: 'Tarnbrook Energy',
      openPipeline: 860_000,
      lastActivityOn: '2026-11-15',
      health: 'Green',
      score: 860_000,
    },
    {
      id: 'acc-0003',
      name: 'Solvane Pharma',
      openPipeline: 900_000,
      lastActivityOn: '2026-10-29',
      health: 'Green',
      score: 720_000,
    },
    {
      id: 'acc-0004',
      name: 'Ironquay Ports',
      openPipeline: 700_000,
      lastActivityOn: '2026-11-11',
      health: 'Yellow',
      score: 490_000,
    },
    {
      id: 'acc-0005',
      name: 'Marlowe Rail Works',
      openPipeline: 980_000,
      lastActivityOn: '2026-10-11',
      health: 'Yellow',
      score: 343_000,
    },
    {
      id: 'acc-0001',
      name: 'Kestrel & Vale Logistics',
      openPipeline: 480_000,
      lastActivityOn: '2026-11-18',
      health: 'Red',
      score: 192_000,
    },
  ],
  decoys: [
    { id: 'acc-0008', name: 'Orrin Defence Systems', openPipeline: 1_800_000, why: 'do not contact until 2027-03-01' },
    {
      id: 'acc-0007',
      name: 'Halcyon Grid Utilities',
      openPipeline: 0,
      why: 'largest revenue, but its 2,400,000 deal was lost on 2026-10-28',
    },
    {
      id: 'acc-0006',
      name: 'Fenwright Insurance',
      openPipeline: 1_150_000,
      why: 'silent for 75 days and Red: 138,000, rank six',
    },
  ],
} as const;
