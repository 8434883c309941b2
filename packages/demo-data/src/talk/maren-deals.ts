import type { Talk } from './types.ts';

/** What is said about Maren Holt's accounts, beside those in `EMEA_TALKS`. */
export const MAREN_TALKS: readonly Talk[] = [
  {
    opportunityId: 'opp-0005',
    messages: [
      {
        at: '2026-10-29T14:05:00Z',
        by: 'usr-04',
        text: 'Control Tower for Solvane Pharma, $900,000: Juno Lazenby is for us. Next is the validation workshop with quality, close 2027-01-29.',
        replies: [
          { at: '2026-10-29T14:20:00Z', by: 'usr-02', text: 'And who is against us?' },
          {
            at: '2026-10-29T14:26:00Z',
            by: 'usr-04',
            text: 'Magnus Dunmore, the chief financial officer. He has an offer from Loamwright and asks why we cost more.',
          },
        ],
      },
    ],
  },
  {
    opportunityId: 'opp-0006',
    messages: [
      {
        at: '2026-11-11T16:20:00Z',
        by: 'usr-04',
        text: 'Notes of the call with Greta Zielinski. Control Tower Expansion is in Evaluation, $450,000, close 2027-01-22; next is their security review.',
        file: {
          id: 'fil-04',
          title: 'Call notes Ironquay Ports 2026-11-11',
          name: 'call-notes-ironquay.md',
          content:
            '# Call on 2026-11-11\n\nThere: Greta Zielinski, who runs operations.\n\n- She wants Control Tower in all terminals.\n- Security review is next; nobody has sent the questionnaire yet.\n- Insight Warehouse, $250,000: we still have to find the budget owner.\n',
        },
      },
      {
        at: '2026-11-18T09:40:00Z',
        by: 'usr-04',
        text: 'Greta Zielinski takes two terminals out: Control Tower Expansion is $380,000 now. I have not changed the amount in the CRM yet.',
        replies: [
          { at: '2026-11-18T10:15:00Z', by: 'usr-02', text: 'Change it when you have it in writing from her.' },
        ],
      },
    ],
  },
  {
    opportunityId: 'opp-0008',
    messages: [
      {
        at: '2026-10-11T08:50:00Z',
        by: 'usr-04',
        text: 'Elodie Thackeray waits for the budget approval of Planner Expansion, $980,000. Nothing to do before that.',
      },
    ],
  },
  {
    opportunityId: 'opp-0009',
    messages: [
      {
        at: '2026-09-07T08:12:00Z',
        by: 'usr-04',
        text: 'Yesterday I wrote to Oskar Bellweather about Insight Warehouse, $1,150,000.',
        replies: [
          { at: '2026-10-05T09:20:00Z', by: 'usr-02', text: 'Any answer?' },
          {
            at: '2026-10-05T09:44:00Z',
            by: 'usr-04',
            text: 'No answer since September. Greta Hathersage does not call back either.',
          },
        ],
      },
    ],
  },
  {
    opportunityId: 'opp-0010',
    messages: [
      {
        at: '2026-10-28T17:55:00Z',
        by: 'usr-04',
        text: 'Wanda Bellweather called: Control Tower, $2,400,000, is lost. They chose another vendor for five years.',
        replies: [
          { at: '2026-10-28T18:02:00Z', by: 'usr-02', text: 'Who won?' },
          { at: '2026-10-28T18:05:00Z', by: 'usr-04', text: 'Loamwright, and not by the price of the first year.' },
        ],
      },
    ],
  },
  {
    opportunityId: 'opp-0011',
    messages: [
      {
        at: '2026-11-17T13:02:00Z',
        by: 'usr-05',
        text: 'I know Magnus Eastgate from before. Shall I call him about Field Mobile, $1,800,000?',
        replies: [
          {
            at: '2026-11-17T13:09:00Z',
            by: 'usr-02',
            text: 'No. It is a sealed tender until 2027-03-01, and legal allows no contact outside the portal: no call, no mail.',
          },
        ],
      },
    ],
  },
];
