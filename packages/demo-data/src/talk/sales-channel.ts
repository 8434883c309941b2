import type { Said } from './types.ts';

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
        text: 'Vantry Aerospace is past its close date, I am on it with <@usr-08>.',
      },
    ],
  },
];

/** In a private channel, which Maren Holt does not see. */
export const MANAGERS_TALK: readonly Said[] = [
  { at: '2026-11-16T10:20:00Z', by: 'usr-01', text: 'Between us: I would put half of the Q4 commit at risk.' },
];

export const DEALS_CANVAS = {
  id: 'fil-02',
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

/** Scheduled by Maren Holt in the sales channel. */
export const WAITING = [
  { at: '2026-11-23T08:45:00Z', text: 'Forecast call in a quarter of an hour.' },
  { at: '2026-11-30T08:45:00Z', text: 'Forecast call in a quarter of an hour; close dates first, please.' },
  { at: '2026-12-07T08:45:00Z', text: 'Forecast call in a quarter of an hour.' },
  { at: '2026-12-14T08:45:00Z', text: 'The last forecast call of the year in a quarter of an hour.' },
  { at: '2026-12-11T12:00:00Z', text: 'Tarnbrook signs today, if all is well.' },
] as const;
