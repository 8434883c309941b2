import { z } from 'zod';

/** Most answers are rows with something beside them. */
const results = <R extends z.ZodType>(row: R) => z.object({ results: z.array(row) });

const HISTORY_VALUE = z.object({
  value: z.string().nullish(),
  timestamp: z.string(),
  sourceType: z.string().nullish(),
});

export const OBJECT = z.object({
  id: z.string(),
  properties: z.record(z.string(), z.string().nullable()),
  propertiesWithHistory: z.record(z.string(), z.array(HISTORY_VALUE)).optional(),
  objectWriteTraceId: z.string().optional(),
  archivedAt: z.string().nullish(),
});
export type VendorObject = z.output<typeof OBJECT>;
export const FOUND = results(OBJECT).extend({ total: z.number() });

/** Ids of the records that were merged into one, joined by `;`. */
export const MERGED_IDS = 'hs_merged_object_ids';

const ERRORS = z
  .array(z.object({ message: z.string(), context: z.record(z.string(), z.array(z.string())).optional() }))
  .optional();

/** The answer of a batch: what was done, and what was not. */
export const BATCH = results(OBJECT).extend({ errors: ERRORS });
export type BatchAnswer = z.output<typeof BATCH>;

export const PROPERTY = z.object({
  name: z.string(),
  label: z.string(),
  type: z.string(),
  fieldType: z.string().optional(),
  description: z.string().nullish(),
  groupName: z.string().optional(),
  hidden: z.boolean().optional(),
  hasUniqueValue: z.boolean().optional(),
  referencedObjectType: z.string().nullish(),
  calculated: z.boolean().optional(),
  numberDisplayHint: z.string().nullish(),
  options: z.array(z.object({ label: z.string(), value: z.string() })).default([]),
  modificationMetadata: z.object({ readOnlyValue: z.boolean() }).optional(),
});
export type Property = z.output<typeof PROPERTY>;

const STAGE = z.object({
  id: z.string(),
  label: z.string(),
  displayOrder: z.number(),
  metadata: z.record(z.string(), z.string()).default({}),
});
export const PIPELINE = z.object({ id: z.string(), label: z.string(), stages: z.array(STAGE) });
export type Pipeline = z.output<typeof PIPELINE>;

export const OWNER = z.object({
  id: z.string(),
  email: z.string().nullish(),
  firstName: z.string().nullish(),
  lastName: z.string().nullish(),
  userId: z.number().nullish(),
  userIdIncludingInactive: z.number().nullish(),
  archived: z.boolean().optional(),
});
export type Owner = z.output<typeof OWNER>;

export const LABEL = z.object({ typeId: z.number(), category: z.string(), label: z.string().nullish() });
export type Label = z.output<typeof LABEL>;

const ID = z.union([z.string(), z.number()]).transform(String);

export const ASSOCIATION = z.object({ toObjectId: ID, associationTypes: z.array(LABEL) });

/** Associations of several objects; those that have none are told among errors. */
export const ASSOCIATED = results(
  z.object({
    from: z.object({ id: ID }),
    to: z.array(ASSOCIATION),
    paging: z.object({ next: z.object({ after: z.string() }).optional() }).optional(),
  }),
);

/** The answer of a batch of associations. */
export const PAIRS = results(z.object({ fromObjectId: ID, toObjectId: ID })).extend({ errors: ERRORS });

export const LIST = z.object({
  listId: z.string(),
  name: z.string(),
  objectTypeId: z.string(),
  processingType: z.string(),
  additionalProperties: z.record(z.string(), z.string().nullable()).optional(),
});

export const MEMBER = z.object({ recordId: z.string(), membershipTimestamp: z.string() });

export const OWN_TYPE = z.object({
  objectTypeId: z.string(),
  name: z.string(),
  primaryDisplayProperty: z.string().nullish(),
  labels: z.object({ singular: z.string().nullish(), plural: z.string().nullish() }).nullish(),
});

export const ACCOUNT = z.object({ portalId: z.number(), accountType: z.string() });
