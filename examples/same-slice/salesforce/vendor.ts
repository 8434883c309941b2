// What both versions know of Salesforce.
import { z } from 'zod';

export const API = '/services/data/v62.0';
export const RECORD = z.record(z.string(), z.unknown());
export type Row = z.output<typeof RECORD>;

const VENDOR_ERROR = z.array(z.object({ errorCode: z.string(), message: z.string().default('') })).min(1);

/** The first error of a body. */
export function errorOf(body: unknown): { errorCode: string; message: string } | undefined {
  return VENDOR_ERROR.safeParse(body).data?.[0];
}

export const CONFLICTS = /^(?:UNABLE_TO_LOCK_ROW|DUPLICATE_VALUE|DUPLICATES_DETECTED|ENTITY_IS_LOCKED)$/;

export const OBJECT = z.string().regex(/^[A-Za-z]\w*$/);
export const ID = z.string().regex(/^[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?$/);
export const FIELD = z.string().regex(/^[A-Za-z]\w*$/);
export const VALUE = z.union([z.string(), z.number(), z.boolean(), z.null()]);
