import { z } from 'zod';

/** What Salesforce sends, as far as the connector reads it. Unknown keys are dropped here. */

export const RECORD = z.record(z.string(), z.unknown());

export const QUERY_ANSWER = z.object({
  totalSize: z.int(),
  done: z.boolean(),
  nextRecordsUrl: z.string().optional(),
  records: z.array(RECORD),
});

export const SEARCH_ANSWER = z.object({ searchRecords: z.array(RECORD) });

export const SAVED = z.object({ id: z.string(), success: z.boolean() });

const SAVE_RESULT = z.object({
  id: z.string().nullish(),
  success: z.boolean(),
  errors: z.array(z.unknown()).default([]),
});
export const SAVE_RESULTS = z.array(SAVE_RESULT);
export type SaveResult = z.output<typeof SAVE_RESULT>;

export const LIMITS_ANSWER = z.record(z.string(), z.looseObject({ Max: z.number(), Remaining: z.number() }));

export const OBJECTS_ANSWER = z.object({
  sobjects: z.array(
    z.object({
      name: z.string(),
      label: z.string(),
      keyPrefix: z.string().nullish(),
      custom: z.boolean().default(false),
      queryable: z.boolean().default(true),
      createable: z.boolean().default(false),
      updateable: z.boolean().default(false),
    }),
  ),
});

const PICKLIST_VALUE = z.object({ value: z.string(), active: z.boolean().default(true) });

export const DESCRIBE_ANSWER = z.object({
  name: z.string(),
  label: z.string(),
  createable: z.boolean().default(false),
  updateable: z.boolean().default(false),
  fields: z.array(
    z.object({
      name: z.string(),
      label: z.string(),
      type: z.string(),
      length: z.number().default(0),
      nillable: z.boolean().default(true),
      defaultedOnCreate: z.boolean().default(false),
      createable: z.boolean().default(false),
      updateable: z.boolean().default(false),
      filterable: z.boolean().default(true),
      nameField: z.boolean().default(false),
      deprecatedAndHidden: z.boolean().default(false),
      restrictedPicklist: z.boolean().default(false),
      picklistValues: z.array(PICKLIST_VALUE).default([]),
      referenceTo: z.array(z.string()).default([]),
      relationshipName: z.string().nullish(),
    }),
  ),
  childRelationships: z
    .array(z.object({ childSObject: z.string(), field: z.string(), relationshipName: z.string().nullish() }))
    .default([]),
});

export type QueryAnswer = z.output<typeof QUERY_ANSWER>;
export type VendorRecord = z.output<typeof RECORD>;
export type ObjectEntry = z.output<typeof OBJECTS_ANSWER>['sobjects'][number];
