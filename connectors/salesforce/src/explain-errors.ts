import { didYouMean, invalid, RolekitError } from '@rolekit/sdk';
import type { SalesforceClient } from './client.ts';

type Catalog = Pick<SalesforceClient, 'objects' | 'describe'>;

/** Adds to Salesforce's errors what the caller should have written, from the cached describe. */
export const explain = {
  async error(catalog: Catalog, error: unknown): Promise<unknown> {
    if (!(error instanceof RolekitError)) return error;
    const { vendorCode, vendorMessage } = error.data;
    if (typeof vendorMessage !== 'string') return error;
    try {
      if (vendorCode === 'INVALID_FIELD') return (await wrongField(catalog, vendorMessage)) ?? error;
      if (vendorCode === 'INVALID_TYPE') {
        const object =
          /sObject type '([^']+)'/.exec(vendorMessage)?.[1] ?? /'([^']+)' is not supported/.exec(vendorMessage)?.[1];
        return object === undefined ? error : await explain.unknownObject(catalog, object);
      }
    } catch {
      // the describe is a help, not the answer: without it the vendor's own words stay
    }
    return error;
  },

  /** The error for an object that does not exist or that the user may not see. */
  async unknownObject(catalog: Catalog, object: string): Promise<RolekitError> {
    const names = (await catalog.objects()).map((item) => item.name);
    const guess = didYouMean(object, names);
    const hint = guess || 'See `salesforce_list_objects`; custom objects end in __c.';
    return invalid(`There is no object \`${object}\` that this user may see.`, hint, { vendorCode: 'INVALID_TYPE' });
  },
};

/** The error for a field that an object does not have. */
export async function unknownField(catalog: Catalog, object: string, field: string): Promise<RolekitError> {
  const schema = await catalog.describe(object);
  const guess = didYouMean(field, schema.fields);
  const hint = guess || `See \`salesforce_describe_object\` of ${schema.name}.`;
  return invalid(`${schema.name} has no field \`${field}\`.`, hint, { vendorCode: 'INVALID_FIELD', fields: [field] });
}

async function wrongField(catalog: Catalog, message: string): Promise<RolekitError | undefined> {
  const column = /No such column '([^']+)' on (?:entity|sobject of type) '?(\w+)'?/i.exec(message);
  if (column?.[1] && column[2]) return unknownField(catalog, column[2], column[1]);
  const path = /Didn't understand relationship '([^']+)'/i.exec(message);
  const from = /\bFROM\s+(\w+)/i.exec(message);
  if (!path?.[1]) return undefined;
  const relationships = from?.[1] ? await relationshipsOf(catalog, from[1]) : [];
  const of = from?.[1] ? `${from[1]} has` : 'There is';
  const guess = didYouMean(path[1], relationships);
  return invalid(
    `${of} no relationship \`${path[1]}\`.`,
    guess || 'See the relationships in `salesforce_describe_object`; custom ones end in __r.',
    { vendorCode: 'INVALID_FIELD', fields: [path[1]] },
  );
}

async function relationshipsOf(catalog: Catalog, object: string): Promise<string[]> {
  const schema = await catalog.describe(object);
  return [
    ...schema.fields.flatMap((field) => (field.relationship ? [field.relationship] : [])),
    ...schema.children.map((child) => child.relationship),
  ];
}
