import type { z } from 'zod';

/** What of a schema's definition tells what lies inside of it. */
export interface ZodDefinition {
  /** Of what may be missing, or null. */
  innerType?: z.core.$ZodType;
  /** Of what is turned into something else: what comes in. */
  in?: z.core.$ZodType;
  element?: z.core.$ZodType;
  valueType?: z.core.$ZodType;
  shape?: Record<string, z.core.$ZodType>;
  catchall?: z.core.$ZodType;
  options?: readonly z.core.$ZodType[];
}

/** What is inside of what may be missing, null, or is turned into something else. */
export function innerOf(schema: z.core.$ZodType): z.core.$ZodType | undefined {
  const { innerType, in: from } = schema._zod.def as ZodDefinition;
  return innerType ?? from;
}

/** The definition under all of that. */
export function definitionOf(schema: z.core.$ZodType): ZodDefinition {
  const inner = innerOf(schema);
  return inner ? definitionOf(inner) : (schema._zod.def as ZodDefinition);
}
