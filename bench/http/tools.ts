import { z } from 'zod';

/** Twenty tools as an analyst's connector would have them; the same for every contestant. */
export const COUNT = 20;

export const INPUT = z.object({
  customerId: z.string().min(1).max(64).describe('Id of the customer in the CRM.'),
  status: z.enum(['open', 'pending', 'closed']).describe('Only rows in this state.'),
  top: z.int().min(1).max(100).default(20).describe('Rows at most.'),
  withArchived: z.boolean().optional().describe('Archived rows too.'),
  tags: z.array(z.string().max(32)).max(10).optional().describe('Only rows that carry all of these tags.'),
  window: z.object({
    from: z.string().describe('ISO date, inclusive.'),
    to: z.string().describe('ISO date, exclusive.'),
    zone: z.string().optional(),
  }),
  sort: z.object({ by: z.enum(['date', 'amount']), direction: z.enum(['up', 'down']).default('up') }).optional(),
});

export const OUTPUT = z.object({
  total: z.int().describe('All matching rows.'),
  customerId: z.string(),
  currency: z.string().length(3),
  rows: z.array(
    z.object({
      id: z.string(),
      amount: z.number(),
      date: z.string(),
      status: z.enum(['open', 'pending', 'closed']),
      tags: z.array(z.string()),
    }),
  ),
  window: z.object({ from: z.string(), to: z.string() }),
});

export const ARGUMENTS = {
  customerId: 'cus_829301',
  status: 'open',
  top: 10,
  tags: ['eu', 'vip'],
  window: { from: '2026-01-01', to: '2026-02-01' },
  sort: { by: 'date' },
} as const;

export const nameOf = (index: number) => `bench_report_sales${index}`;
export const titleOf = (index: number) => `Sales report ${index}`;
export const descriptionOf = (index: number) =>
  `Sales report ${index} of one customer in a window, filtered by state and tags.`;

export function report(input: z.output<typeof INPUT>): z.output<typeof OUTPUT> {
  const { customerId, status, tags = [], window } = input;
  return {
    total: 2,
    customerId,
    currency: 'EUR',
    rows: [
      { id: 'r1', amount: 12.5, date: window.from, status, tags },
      { id: 'r2', amount: 99, date: window.to, status, tags: [] },
    ],
    window: { from: window.from, to: window.to },
  };
}
