import { z } from 'zod';

const NAME = z.string().max(200);
const FORM = z.object({
  mode: z.enum(['fields', 'json']),
  entries: z
    .array(z.tuple([z.string().max(1000), z.string()]))
    .max(5000)
    .transform((pairs) => new Map(pairs)),
});

/** `tool/<name>`, `prompt/<name>` or `skill/<name>` */
const ITEM = z.string().regex(/^(?:tool|prompt|skill)\/.{1,200}$/);

/** What the page sends; each is a path of the server. */
export const REQUESTS = {
  show: z.object({ item: ITEM, form: FORM.optional() }),
  form: z.object({ item: ITEM, form: FORM, change: z.enum(['same', 'example', 'empty', 'fields', 'json']) }),
  call: z.object({
    item: ITEM,
    era: z.enum(['2026-07-28', '2025-11-25']),
    form: FORM,
    cursor: z.string().max(100_000).optional(),
  }),
  answer: z.object({ question: NAME, answer: z.enum(['accept', 'decline']) }),
};
