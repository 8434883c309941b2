import type { Json } from '../description/spec-node.ts';

/** Names of members that json-schema-to-typescript takes for its own. */
export const UNNAMED: ReadonlySet<string> = new Set(['__proto__', 'hasOwnProperty']);

export const SCALARS: readonly string[] = ['string', 'number', 'boolean'];
export const TYPES: readonly string[] = [...SCALARS, 'integer', 'null', 'array', 'object'];

/**
 * TypeScript types of a schema by json-schema-to-typescript. The schema is made here, never what a description or a plugin
 * says: its keywords `tsType` and `$ref` would put code into the types, and read files.
 *
 * @param banner A comment, the first line of the source.
 */
export async function compileTypes(name: string, schema: Json, banner: string): Promise<string> {
  // by its default: all that an inlined CommonJS module exports
  const { default: toTypes } = await import('json-schema-to-typescript');
  return toTypes.compile(schema as Parameters<typeof toTypes.compile>[0], name, {
    bannerComment: banner,
    style: { singleQuote: true, printWidth: 120 },
    unknownAny: true,
  });
}
