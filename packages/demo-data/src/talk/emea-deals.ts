import type { Talk } from './types.ts';

/** What is said about deals in EMEA. Each fact is one of the CRM, except those that `CHAT_STORY` lists. */
export const EMEA_TALKS: readonly Talk[] = [
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
            text: '<@usr-04> settle both before you send pricing. The renewal stays in Best Case.',
          },
        ],
      },
      {
        at: '2026-11-18T16:44:00Z',
        by: 'usr-04',
        text: 'Agenda for Saturday in Rotterdam: cutover rehearsal, both open cases, renewal of $480,000 by 2026-12-15.',
        reactions: { white_check_mark: ['usr-02', 'usr-01'] },
        file: {
          id: 'fil-01',
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
        at: '2026-11-02T10:12:00Z',
        by: 'usr-04',
        text: 'Pricing of the expansion, as Bruno Pemberley has it: $620,000.',
        file: {
          id: 'fil-03',
          title: 'Pricing Tarnbrook Energy',
          name: 'pricing-tarnbrook.csv',
          content:
            'item,quantity,unit,total\nForecast Suite seats,400,1200,480000\nModel training,1,90000,90000\nPremium support,1,50000,50000\n',
        },
      },
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
        at: '2026-11-12T15:03:00Z',
        by: 'usr-05',
        text: 'Insight Warehouse at Castellan: verbal yes, order form in January. $480,000, Commit, close 2027-01-08.',
      },
      {
        at: '2026-11-13T10:08:00Z',
        by: 'usr-05',
        text: 'The contract for Castellan Freight is with legal, still 2026-12-04.',
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
    opportunityId: 'opp-0014',
    messages: [
      {
        at: '2026-11-13T09:30:00Z',
        by: 'usr-06',
        text: 'Kamala Jarnefelt needs a second signature from their group. I move the close date from 2026-11-18 to 2026-12-18.',
        replies: [
          {
            at: '2026-11-13T09:52:00Z',
            by: 'usr-02',
            text: 'Approved: the reason is theirs and the date is their board’s. It is the second push; ask me before a third.',
          },
        ],
      },
      {
        at: '2026-11-17T15:20:00Z',
        by: 'usr-06',
        text: 'The renewal form of $185,500 is with Quentin Yardley. They still have to countersign it.',
      },
    ],
  },
  {
    opportunityId: 'opp-0021',
    messages: [
      {
        at: '2026-11-03T16:10:00Z',
        by: 'usr-05',
        text: 'Greta Lazenby gives me no new date for the Planner Renewal, $175,000. It was to close on 2026-10-30, after three pushes.',
        replies: [
          {
            at: '2026-11-03T16:31:00Z',
            by: 'usr-02',
            text: 'Then why is it still Commit? Ask for a new date, or take it out.',
          },
          {
            at: '2026-11-16T10:02:00Z',
            by: 'usr-05',
            text: 'Delphine Grimaldi, their security officer, runs a trial of Loamwright. No date before it ends.',
          },
        ],
      },
    ],
  },
];
