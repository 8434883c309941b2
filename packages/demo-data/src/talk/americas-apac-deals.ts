import type { Talk } from './types.ts';

/** What is said about deals in the Americas and in Asia and the Pacific. */
export const AMERICAS_APAC_TALKS: readonly Talk[] = [
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
    opportunityId: 'opp-0030',
    messages: [
      {
        at: '2026-11-10T06:45:00Z',
        by: 'usr-09',
        text: 'Kestrel Vale Foods wants a proposal for the Planner Renewal, $64,000. Not to be mixed up with Kestrel & Vale Logistics.',
      },
      {
        at: '2026-11-20T04:10:00Z',
        by: 'usr-09',
        text: 'Product demo for Hollis Tran tomorrow at 11:00 in Brisbane, by video.',
      },
    ],
  },
  {
    opportunityId: 'opp-0015',
    messages: [
      {
        at: '2026-10-22T20:15:00Z',
        by: 'usr-07',
        text: 'Mireille Grimaldi: their board signs on 2026-11-25. Forecast Suite, $264,000, close 2026-11-27.',
        replies: [
          {
            at: '2026-11-19T16:05:00Z',
            by: 'usr-03',
            text: 'Four weeks without a word. Are we on the agenda of the board?',
          },
          { at: '2026-11-19T17:20:00Z', by: 'usr-07', text: 'I will ask Mireille on Monday at 09:30 in Denver.' },
        ],
      },
    ],
  },
  {
    opportunityId: 'opp-0018',
    messages: [
      {
        at: '2026-11-09T02:30:00Z',
        by: 'usr-09',
        text: 'Hideo Jarnefelt of procurement: the purchase order comes after the holidays freeze. Insight Warehouse, $96,000, close 2026-12-22.',
        replies: [
          {
            at: '2026-11-09T14:12:00Z',
            by: 'usr-03',
            text: 'A freeze over the holidays ends in January. Is the date real?',
          },
          {
            at: '2026-11-10T01:05:00Z',
            by: 'usr-09',
            text: 'Zoran Abernathy says that ours is exempt. I do not have it in writing.',
          },
        ],
      },
    ],
  },
  {
    opportunityId: 'opp-0019',
    messages: [
      {
        at: '2026-11-16T03:10:00Z',
        by: 'usr-10',
        text: 'Final price approved: Field Mobile, $228,000. Farah Vandermeer has it, close 2026-12-09.',
      },
    ],
  },
  {
    opportunityId: 'opp-0020',
    messages: [
      {
        at: '2026-11-05T21:40:00Z',
        by: 'usr-08',
        text: 'Klaus Santorini promises the signed contract for tomorrow: Control Tower, $540,000, close 2026-11-06.',
        replies: [
          {
            at: '2026-11-12T15:30:00Z',
            by: 'usr-08',
            text: 'Still waiting for the signature. Their procurement has to register us as a supplier first, four to six weeks.',
          },
          {
            at: '2026-11-16T14:45:00Z',
            by: 'usr-03',
            text: 'Then it cannot close as it stands. Give the CRM a date that procurement has confirmed.',
          },
        ],
      },
    ],
  },
  {
    opportunityId: 'opp-0022',
    messages: [
      {
        at: '2026-11-12T22:05:00Z',
        by: 'usr-07',
        text: 'The budget owner changed again. Forecast Suite, $210,000, pushed a fourth time, close 2026-12-16.',
        replies: [
          { at: '2026-11-12T22:31:00Z', by: 'usr-03', text: 'Who signs now? Without a name it is no Commit to me.' },
        ],
      },
    ],
  },
  {
    opportunityId: 'opp-0024',
    messages: [
      {
        at: '2026-10-09T18:30:00Z',
        by: 'usr-08',
        text: 'The risk committee has our papers: Insight Warehouse, $330,000. Zoran Castellanos reports back.',
      },
    ],
  },
  {
    opportunityId: 'opp-0026',
    messages: [
      {
        at: '2026-11-17T01:20:00Z',
        by: 'usr-09',
        text: 'The distributor says it is done: Planner, $120,000, close 2026-11-30.',
        replies: [
          { at: '2026-11-17T15:10:00Z', by: 'usr-03', text: 'Has one of us ever talked to Mireille Yardley?' },
          { at: '2026-11-18T00:05:00Z', by: 'usr-09', text: 'Not yet, I have a task for 2026-11-26.' },
        ],
      },
    ],
  },
  {
    opportunityId: 'opp-0027',
    messages: [
      {
        at: '2026-10-20T06:30:00Z',
        by: 'usr-10',
        text: 'Elodie Jarnefelt, our sponsor, is for Field Mobile, $88,500.',
      },
    ],
  },
  {
    opportunityId: 'opp-0028',
    messages: [
      {
        at: '2026-10-02T17:00:00Z',
        by: 'usr-07',
        text: 'Paloma Kilbride has the proposal for Insight Warehouse, $150,000. Close is 2026-11-13.',
      },
      {
        at: '2026-11-13T18:20:00Z',
        by: 'usr-07',
        text: 'The close date is today and they are waiting for security answers. Ulla Castellanos does not sign without them.',
        replies: [
          {
            at: '2026-11-13T18:41:00Z',
            by: 'usr-03',
            text: 'The answers are ours to give. Who has the questionnaire?',
          },
        ],
      },
    ],
  },
];
