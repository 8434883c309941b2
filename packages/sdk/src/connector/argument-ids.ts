import type { z } from 'zod';
import { placeOf } from '../json-value.ts';
import { definitionOf, innerOf } from '../tree/zod-internals.ts';
import { markedId } from './named-ids.ts';

/** An id among the arguments of a call. */
export interface IdInArguments {
  /** Its place: `items[0].id`. */
  at: string;
  id: string;
  /** Steps to it. */
  path: readonly (string | number)[];
}

/** `id`, `ids`, `ownerId`, `account_id`, `OwnerId`, `hs_object_ids`. */
const ID_NAME = /^ids?$|[a-z0-9]Ids?$|_ids?$/;
const MAX_DEPTH = 12;

/** The ids of a call: those whose schema is marked with `recordId`, and those whose argument is named like one. */
export function idsIn(input: z.core.$ZodType, args: unknown): IdInArguments[] {
  const found: IdInArguments[] = [];
  const see = (schema: z.core.$ZodType | undefined, value: unknown, path: (string | number)[], isId: boolean): void => {
    if (path.length > MAX_DEPTH) return;
    const isMarked = isId || isMarkedAnywhere(schema);
    if (Array.isArray(value)) {
      const def = schema && definitionOf(schema);
      for (const [index, item] of value.entries()) see(def?.element, item, [...path, index], isMarked);
      return;
    }
    if (typeof value === 'object' && value !== null) {
      const def = schema && definitionOf(schema);
      for (const [name, part] of Object.entries(value))
        see(def?.shape?.[name] ?? def?.valueType, part, [...path, name], ID_NAME.test(name));
      return;
    }
    const isText = (typeof value === 'string' && value !== '') || typeof value === 'number';
    if (isMarked && isText) found.push({ at: placeOf(path), id: String(value), path });
  };
  see(input, args, [], false);
  return found;
}

function isMarkedAnywhere(schema: z.core.$ZodType | undefined): boolean {
  return schema !== undefined && (markedId(schema) !== undefined || isMarkedAnywhere(innerOf(schema)));
}
