import { z } from 'zod';

/** A row of the tools. */
export const ORDER = z.object({
  id: z.string(),
  customer: z.string(),
  amount: z.number(),
  status: z.enum(['open', 'paid', 'void']),
  link: z.string().optional(),
});

/** Amounts come as text or as numbers. */
export const VENDOR_ORDER = ORDER.extend({ amount: z.coerce.number() });
