import { RolekitError } from '@rolekit/sdk';
import { z } from 'zod';
import { isLost } from './errors.ts';

/** What became of a batch: counts, and an outcome for each item. */
export const WRITTEN = z.object({
  object: z.string(),
  written: z.int(),
  notWritten: z.int(),
  unknown: z.int(),
  items: z.array(
    z.object({
      item: z.int().describe('Place in the call, from 1.'),
      id: z.string().optional(),
      outcome: z.enum(['written', 'refused', 'changed_meanwhile', 'unknown']),
      reason: z.string().optional(),
    }),
  ),
});
export type Outcome = z.output<typeof WRITTEN>['items'][number];

export function summaryOf(object: string, items: Outcome[]): z.output<typeof WRITTEN> {
  const count = (...outcomes: Outcome['outcome'][]) => items.filter((one) => outcomes.includes(one.outcome)).length;
  return {
    object,
    written: count('written'),
    notWritten: count('refused', 'changed_meanwhile'),
    unknown: count('unknown'),
    items: items.sort((a, b) => a.item - b.item),
  };
}

/** A create whose answer was lost may have happened, and is never sent again. */
export function perhapsCreated(what: string, error: unknown): unknown {
  if (!isLost(error)) return error;
  return new RolekitError(
    'RK_CONFLICT',
    {
      reason: `It is not known whether ${what} created: the answer of HubSpot was lost (${error.message}). It was sent once and is not repeated. Search before creating again.`,
    },
    { cause: error },
  );
}

/** All that is wrong with a batch, before anybody is asked. */
export function problemsOf(problems: { item: number; problems: string[] }[], total: number): RolekitError | undefined {
  const wrong = problems.filter((one) => one.problems.length > 0);
  if (wrong.length === 0) return undefined;
  const said = wrong
    .slice(0, 10)
    .map(({ item, problems: list }) => `${total > 1 ? `item ${item}: ` : ''}${list.join('; ')}`);
  const more = wrong.length > 10 ? ` (and ${wrong.length - 10} more items)` : '';
  return new RolekitError('RK_INVALID_REQUEST', {
    reason: `${said.join('. ')}${more}. Nothing was changed.`,
    hint: 'See `hubspot_list_properties` with `names` for types and options.',
  });
}
