/**
 * What the demo company writes about its deals. Each fact is one of the CRM, except in `#deal-tarnbrook-energy`: there the chat
 * knows that the signature has moved to January, while the CRM still says December.
 */
export interface Talk {
  /** The deal that it is about, whose account gives the channel its name. */
  readonly opportunityId: string;
  readonly messages: readonly Said[];
}

export interface Said {
  readonly at: string;
  readonly by: string;
  readonly text: string;
  readonly replies?: readonly Omit<Said, 'replies'>[];
  readonly reactions?: Readonly<Record<string, readonly string[]>>;
  readonly file?: { readonly title: string; readonly name: string; readonly content: string };
}

export const DEAL_TALKS: readonly Talk[] = [
  {
    opportunityId: 'opp-0001',
    messages: [
      {
        at: '2026-10-30T15:12:00Z',
        by: 'usr-04',
        text: 'Ottoline Marsh leaves Kestrel & Vale today. She was our champion, so we need a new sponsor for the renewal.',
        reactions: { eyes: ['usr-02'] },
        replies: [
          {
            at: '2026-10-30T15:20:00Z',
            by: 'usr-02',
            text: 'Who is next in line? Declan Voss signs, but does he know the product?',
          },
          {
            at: '2026-10-30T15:41:00Z',
            by: 'usr-04',
            text: 'Declan is the economic buyer. I will ask him on site on 2026-11-21.',
          },
        ],
      },
      {
        at: '2026-11-09T11:02:00Z',
        by: 'usr-04',
        text: 'Case 00001001 is in: the carrier tracking feed drops events. They will not talk price before it is settled.',
        replies: [
          {
            at: '2026-11-16T12:30:00Z',
            by: 'usr-04',
            text: 'And 00001002 today: the month-end reconciliation report times out. Both are high priority.',
          },
          {
            at: '2026-11-16T13:05:00Z',
            by: 'usr-02',
            text: '<@U0BM00004> settle both before you send pricing. The renewal stays in Best Case.',
          },
        ],
      },
      {
        at: '2026-11-18T16:44:00Z',
        by: 'usr-04',
        text: 'Agenda for Saturday in Rotterdam: cutover rehearsal, both open cases, renewal of $480,000 by 2026-12-15.',
        reactions: { white_check_mark: ['usr-02', 'usr-01'] },
        file: {
          title: 'Agenda Rotterdam 2026-11-21',
          name: 'agenda-rotterdam.md',
          content:
            '# Agenda 2026-11-21, 09:00 to 10:30 UTC\n\n1. Cutover rehearsal\n2. Cases 00001001 and 00001002\n3. Control Tower renewal, $480,000, close 2026-12-15\n',
        },
      },
    ],
  },
  {
    opportunityId: 'opp-0003',
    messages: [
      {
        at: '2026-11-13T09:15:00Z',
        by: 'usr-04',
        text: 'Forecast Suite Expansion is in Negotiation: $620,000, Commit, close 2026-12-11.',
      },
      {
        at: '2026-11-19T17:31:00Z',
        by: 'usr-04',
        text: 'Call from Tarnbrook: their legal team cannot sign before 2027-01-14. I have not changed the close date in the CRM yet.',
        replies: [
          {
            at: '2026-11-19T17:50:00Z',
            by: 'usr-02',
            text: 'Then it is not commit for Q4. Change it before the forecast call, please.',
          },
        ],
      },
    ],
  },
  {
    opportunityId: 'opp-0012',
    messages: [
      {
        at: '2026-11-13T10:08:00Z',
        by: 'usr-05',
        text: 'The contract for Castellan Freight is with legal, still 2026-12-04.',
      },
    ],
  },
  {
    opportunityId: 'opp-0017',
    messages: [
      {
        at: '2026-11-19T14:22:00Z',
        by: 'usr-08',
        text: 'Petrelworks signs tomorrow: Planner Expansion, $142,000.',
        reactions: { tada: ['usr-03', 'usr-07'] },
        replies: [
          { at: '2026-11-20T08:40:00Z', by: 'usr-08', text: 'Their signature is expected today, nothing in yet.' },
        ],
      },
    ],
  },
  {
    opportunityId: 'opp-0023',
    messages: [
      {
        at: '2026-11-18T13:13:00Z',
        by: 'usr-06',
        text: 'Redlines are back from Saltmarsh legal. Close date is 2026-12-02.',
      },
    ],
  },
  {
    opportunityId: 'opp-0030',
    messages: [
      {
        at: '2026-11-10T06:45:00Z',
        by: 'usr-09',
        text: 'Kestrel Vale Foods wants a proposal for the Planner Renewal, $64,000. Not to be mixed up with Kestrel & Vale Logistics.',
      },
    ],
  },
];

export const SALES_TALK: readonly Said[] = [
  {
    at: '2026-11-02T08:05:00Z',
    by: 'usr-02',
    text: 'Forecast call is on Mondays at 09:00 UTC. Close dates in the CRM are yours to keep right.',
  },
  {
    at: '2026-10-28T18:20:00Z',
    by: 'usr-04',
    text: 'We lost Halcyon Grid Utilities today, $2,400,000, to a competitor.',
    reactions: { cry: ['usr-02'], muscle: ['usr-04'] },
  },
  {
    at: '2026-11-16T09:41:00Z',
    by: 'usr-01',
    text: 'Commit for Q4 stands at $3,854,000 in 15 deals. How much of that is at risk?',
    replies: [
      {
        at: '2026-11-16T09:58:00Z',
        by: 'usr-03',
        text: 'Vantry Aerospace is past its close date, I am on it with <@U0BM00008>.',
      },
    ],
  },
];

export const DEALS_CANVAS = {
  title: 'Deal review Q4 2026',
  owner: 'usr-02',
  sections: [
    '# Deal review Q4 2026',
    '## Rules',
    'Pushed three times is at risk.',
    '## Next call',
    'Monday 2026-11-23, 09:00 UTC.',
  ],
} as const;

/** Scheduled by Maren Holt in #sales. */
export const WAITING = [
  { at: '2026-11-23T08:45:00Z', text: 'Forecast call in a quarter of an hour.' },
  { at: '2026-11-30T08:45:00Z', text: 'Forecast call in a quarter of an hour; close dates first, please.' },
  { at: '2026-12-07T08:45:00Z', text: 'Forecast call in a quarter of an hour.' },
  { at: '2026-12-14T08:45:00Z', text: 'The last forecast call of the year in a quarter of an hour.' },
  { at: '2026-12-11T12:00:00Z', text: 'Tarnbrook signs today, if all is well.' },
] as const;
