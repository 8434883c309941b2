import { z } from 'zod';
import { connection } from '../connection.ts';
import { checkStatements } from '../statements.ts';

const period = z.object({
  period: z.string().describe('Sortable, e.g. 2026-12-31.'),
  revenue: z.number(),
  netIncome: z.number(),
  totalAssets: z.number(),
  totalLiabilities: z.number(),
  totalEquity: z.number(),
  retainedEarnings: z.number(),
  dividends: z.number().default(0),
  cash: z.number(),
  cashFromOperations: z.number(),
  cashFromInvesting: z.number(),
  cashFromFinancing: z.number(),
  cashFromExchange: z.number().default(0),
});

export const checkStatementsTool = connection.list({
  name: 'models_check_statements',
  title: 'Check statements',
  description:
    'Checks that balance sheets balance, cash flows explain the change in cash, and net income less dividends explains retained earnings; points out jumps in revenue.',
  input: {
    periods: z.array(period).min(1).max(60).describe('Consecutive periods of one length, in one currency and unit.'),
    tolerance: z.number().min(0).default(0.5).describe('In the unit of the statements.'),
    jumpPercent: z
      .number()
      .min(1, 'is in percent: 50 for 50 %')
      .default(50)
      .describe('Change in revenue worth a look; 12.5 is 12.5 %.'),
  },
  items: z.object({
    check: z.enum(['balance', 'cash', 'retained_earnings', 'revenue_growth']),
    period: z.string(),
    status: z.enum(['ok', 'failed', 'look']),
    expected: z.number(),
    found: z.number(),
    difference: z.number(),
    changePercent: z.number().nullable().optional().describe('Of revenue_growth; 12.5 is 12.5 %.'),
    message: z.string(),
  }),
  maxLimit: 300,
  defaultLimit: 300,
  examples: [
    {
      title: 'One period that balances',
      input: {
        periods: [
          {
            period: '2025-12-31',
            revenue: 500,
            netIncome: 40,
            totalAssets: 900,
            totalLiabilities: 500,
            totalEquity: 400,
            retainedEarnings: 120,
            cash: 80,
            cashFromOperations: 60,
            cashFromInvesting: -30,
            cashFromFinancing: -10,
          },
        ],
      },
    },
  ],
  handler: async ({ periods, tolerance, jumpPercent }) => checkStatements(periods, tolerance, jumpPercent),
});
