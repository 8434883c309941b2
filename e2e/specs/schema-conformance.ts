/** A schema of OpenAPI 3.0, as far as answers need it. */
export type Schema = Record<string, unknown>;

/**
 * What a value has that its schema does not allow, and members that it does not name: a sandbox must not make up what
 * the vendor does not send.
 */
export function problemsOf(value: unknown, schema: Schema, root: Schema, at = '$'): string[] {
  const target = resolved(schema, root);
  if (value === null) return target.nullable === true || target.type === undefined ? [] : [`${at} is null`];
  for (const item of listOf(target.allOf)) {
    // each part names some of the members only
    const problems = problemsOf(value, item, root, at).filter((problem) => !problem.endsWith(NOT_NAMED));
    if (problems.length > 0) return problems;
  }
  const ways = [...listOf(target.oneOf), ...listOf(target.anyOf)];
  if (ways.length > 0) {
    const all = ways.map((way) => problemsOf(value, way, root, at)).sort((a, b) => a.length - b.length);
    return all[0] ?? [];
  }
  if (Array.isArray(target.enum) && !target.enum.includes(value))
    return [`${at} is ${JSON.stringify(value)}, none of its enum`];
  switch (target.type) {
    case 'string':
      return textProblems(value, target, at);
    case 'integer':
      return Number.isInteger(value) ? [] : [`${at} is no integer`];
    case 'number':
      return typeof value === 'number' ? [] : [`${at} is no number`];
    case 'boolean':
      return typeof value === 'boolean' ? [] : [`${at} is no boolean`];
    case 'array':
      if (!Array.isArray(value)) return [`${at} is no array`];
      return value.flatMap((item) => problemsOf(item, (target.items ?? {}) as Schema, root, `${at}[]`));
    default:
      return target.type === 'object' || target.properties ? objectProblems(value, target, root, at) : [];
  }
}

const NOT_NAMED = 'is not named by the schema';

function objectProblems(value: unknown, schema: Schema, root: Schema, at: string): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${at} is no object`];
  const properties = (schema.properties ?? {}) as Record<string, Schema>;
  const extra = schema.additionalProperties;
  const missing = listOf<string>(schema.required).filter((name) => !(name in value));
  const open = schema.properties === undefined || extra === true;
  return [
    ...missing.map((name) => `${at}.${name} is missing`),
    ...Object.entries(value).flatMap(([name, inner]) => {
      const own = properties[name];
      if (own) return problemsOf(inner, own, root, `${at}.${name}`);
      if (typeof extra === 'object' && extra !== null) return problemsOf(inner, extra as Schema, root, `${at}.*`);
      return open ? [] : [`${at}.${name} ${NOT_NAMED}`];
    }),
  ];
}

function textProblems(value: unknown, { format }: Schema, at: string): string[] {
  if (typeof value !== 'string') return [`${at} is no string`];
  if (format === 'date-time' && Number.isNaN(Date.parse(value))) return [`${at} is no time`];
  if (format === 'uuid' && !/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(value)) return [`${at} is no uuid`];
  return [];
}

/** Follows references inside the document. */
export function resolved(schema: Schema, root: Schema): Schema {
  let at: unknown = schema;
  for (let hops = 0; hops < 20; hops++) {
    const reference = (at as Schema | undefined)?.$ref;
    if (typeof reference !== 'string') return (at ?? {}) as Schema;
    at = reference
      .split('/')
      .slice(1)
      .reduce<unknown>((from, key) => (from as Schema | undefined)?.[key], root);
  }
  return {};
}

function listOf<T = Schema>(value: unknown): T[] {
  return Array.isArray(value) ? (value as T[]) : [];
}
