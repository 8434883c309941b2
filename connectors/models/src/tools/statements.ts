import { z } from 'zod';
import { connection } from '../connection.ts';
import { checkStatements } from '../statements.ts';

const period = z.object({
  period: z.string().describe('Sortable, e.g. 2026-12-31.'),
  revenue: z.number().optional(),
  netIncome: z.number().optional(),
  totalAssets: z.number().optional(),
  totalLiabilities: z.number().optional(),
  totalEquity: z.number().optional(),
  retainedEarnings: z.number().optional(),
  dividends: z.number().default(0),
  cash: z.number().optional(),
  cashFromOperations: z.number().optional(),
  cashFromInvesting: z.number().optional(),
  cashFromFinancing: z.number().optional(),
  cashFromExchange: z.number().default(0),
});

export const checkStatementsTool = connection.list({
  name: 'models_check_statements',
  title: 'Check statements',
  description:
    'Checks that balance sheets balance, cash flows explain the change in cash, and net income less dividends explains retained earnings; points out jumps in revenue. A line that is not there is left out, never 0: its checks come as not_run.',
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
    status: z.enum(['ok', 'failed', 'look', 'not_run']),
    expected: z.number().nullable(),
    found: z.number().nullable(),
    difference: z.number().nullable(),
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
    {
      title: 'A balance sheet alone',
      input: { periods: [{ period: '2025-12-31', totalAssets: 900, totalLiabilities: 500, totalEquity: 400 }] },
    },
  ],
  handler: async ({ periods, tolerance, jumpPercent }) => checkStatements(periods, tolerance, jumpPercent),
});
