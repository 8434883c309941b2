import { z } from 'zod';

const NEXT = z.object({ next: z.object({ after: z.string() }).optional() }).optional();

const HISTORY_VALUE = z.object({
  value: z.string().nullish(),
  timestamp: z.string(),
  sourceType: z.string().nullish(),
  sourceId: z.string().nullish(),
});

export const OBJECT = z.object({
  id: z.string(),
  properties: z.record(z.string(), z.string().nullable()),
  propertiesWithHistory: z.record(z.string(), z.array(HISTORY_VALUE)).optional(),
  objectWriteTraceId: z.string().optional(),
  archivedAt: z.string().nullish(),
});
export type VendorObject = z.output<typeof OBJECT>;

/** Ids of the records that were merged into one, joined by `;`. */
export const MERGED_IDS = 'hs_merged_object_ids';

const BATCH_ERROR = z.object({
  category: z.string().optional(),
  message: z.string(),
  context: z.record(z.string(), z.array(z.string())).optional(),
});

/** The answer of a batch: what was done, and what was not. */
export const BATCH = z.object({ results: z.array(OBJECT), errors: z.array(BATCH_ERROR).optional() });
export type BatchAnswer = z.output<typeof BATCH>;

export const PROPERTIES = z.object({
  results: z.array(
    z.object({
      name: z.string(),
      label: z.string(),
      type: z.string(),
      fieldType: z.string().optional(),
      description: z.string().nullish(),
      groupName: z.string().optional(),
      hidden: z.boolean().optional(),
      hasUniqueValue: z.boolean().optional(),
      externalOptions: z.boolean().optional(),
      referencedObjectType: z.string().nullish(),
      calculated: z.boolean().optional(),
      numberDisplayHint: z.string().nullish(),
      options: z.array(z.object({ label: z.string(), value: z.string(), hidden: z.boolean().optional() })).default([]),
      modificationMetadata: z.object({ readOnlyValue: z.boolean() }).optional(),
    }),
  ),
});
export type Property = z.output<typeof PROPERTIES>['results'][number];

export const PIPELINES = z.object({
  results: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      stages: z.array(
        z.object({
          id: z.string(),
          label: z.string(),
          displayOrder: z.number(),
          metadata: z.record(z.string(), z.string()).default({}),
        }),
      ),
    }),
  ),
});
export type Pipeline = z.output<typeof PIPELINES>['results'][number];

export const OWNERS = z.object({
  results: z.array(
    z.object({
      id: z.string(),
      email: z.string().nullish(),
      firstName: z.string().nullish(),
      lastName: z.string().nullish(),
      userId: z.number().nullish(),
      userIdIncludingInactive: z.number().nullish(),
      archived: z.boolean().optional(),
    }),
  ),
  paging: NEXT,
});
export type Owner = z.output<typeof OWNERS>['results'][number];

const LABEL = z.object({ typeId: z.number(), category: z.string(), label: z.string().nullish() });
export type Label = z.output<typeof LABEL>;
export const LABELS = z.object({ results: z.array(LABEL) });

const ID = z.union([z.string(), z.number()]).transform(String);

export const ASSOCIATIONS = z.object({
  results: z.array(
    z.object({
      toObjectId: ID,
      associationTypes: z.array(LABEL),
    }),
  ),
  paging: NEXT,
});

/** Associations of several objects; those that have none are told among errors. */
export const ASSOCIATED = z.object({
  results: z.array(
    z.object({
      from: z.object({ id: ID }),
      to: z.array(z.object({ toObjectId: ID, associationTypes: z.array(LABEL) })),
      paging: NEXT,
    }),
  ),
});

/** The answer of a batch of associations. */
export const PAIRS = z.object({
  results: z.array(z.object({ fromObjectId: ID, toObjectId: ID })),
  errors: z.array(BATCH_ERROR).optional(),
});

export const LISTS = z.object({
  total: z.number().optional(),
  hasMore: z.boolean(),
  offset: z.number(),
  lists: z.array(
    z.object({
      listId: z.string(),
      name: z.string(),
      objectTypeId: z.string(),
      processingType: z.string(),
      additionalProperties: z.record(z.string(), z.string().nullable()).optional(),
    }),
  ),
});

export const MEMBERS = z.object({
  total: z.number().optional(),
  results: z.array(z.object({ recordId: z.string(), membershipTimestamp: z.string() })),
  paging: NEXT,
});

export const TYPES = z.object({
  results: z.array(
    z.object({
      objectTypeId: z.string(),
      name: z.string(),
      fullyQualifiedName: z.string().nullish(),
      primaryDisplayProperty: z.string().nullish(),
      labels: z.object({ singular: z.string().nullish(), plural: z.string().nullish() }).nullish(),
    }),
  ),
});
export type OwnType = z.output<typeof TYPES>['results'][number];

export const ACCOUNT = z.object({ portalId: z.number(), accountType: z.string() });
