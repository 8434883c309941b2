import { z } from 'zod';
import { RolekitError } from '../errors.ts';

/** Of the zod that the SDK itself uses. */
let own: { major: number; minor: number } | undefined;

/**
 * Schemas of two versions do not work in one another: what fails then, fails in zod and names neither. A build sends every
 * import to one copy; a connector that runs from its source, as in a test, may have another.
 *
 * @throws RK_DEFINITION for a schema of another zod, or none
 */
export function checkZod(what: string, schemas: Readonly<Record<string, unknown>>): void {
  own ??= z.unknown()._zod.version;
  for (const [name, schema] of Object.entries(schemas)) {
    const { _zod, extend } = (schema ?? {}) as { _zod?: { version: typeof own }; extend?: unknown };
    const { major, minor } = _zod?.version ?? {};
    const isMini = name === 'input' && typeof extend !== 'function';
    if (major === own.major && minor === own.minor && !isMini) continue;
    const other = isMini ? 'no `z.object` of zod itself, but perhaps of zod/mini' : `of zod ${major}.${minor}`;
    const found = _zod === undefined ? 'no schema of zod 4' : other;
    throw new RolekitError('RK_DEFINITION', {
      what,
      reason: `its \`${name}\` is ${found}, and the SDK has zod ${own.major}.${own.minor}`,
      hint: `Import { z } from 'zod', and install the same zod: \`npm install zod@${own.major}.${own.minor}\`; \`npm ls zod\` shows all copies.`,
    });
  }
}

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
