import type { z } from 'zod';
import type { companyInput, targetInput } from './tool-schemas.ts';

const SAME = { currency: 'USD', period: 'LTM', asOf: '2026-11-19', source: 'An example, not published figures' };

/** Two peers, in the form that the tools take. */
export const EXAMPLE_PEERS: z.input<typeof companyInput>[] = [
  { ...SAME, id: 'NVRA-US', name: 'Novera', price: 50, shares: 200, netDebt: 500, revenue: 2600, ebitda: 780 },
  { ...SAME, id: 'HLDN-US', name: 'Halden', price: 32, shares: 150, netDebt: -200, revenue: 1400, ebitda: 350 },
];

export const EXAMPLE_TARGET: z.input<typeof targetInput> = {
  name: 'Target',
  currency: 'USD',
  revenue: 900,
  ebitda: 240,
  netDebt: 100,
  shares: 80,
  price: 30,
};
