import type { z } from 'zod';
import { checkZod } from '../tree/zod-internals.ts';
import type { ConfigField } from './description-types.ts';

/** One setting of a connector: declared once, shown in every host's form, in `rolekit connect` and in the docs. */
export interface Field<T = unknown> {
  schema: z.ZodType<T>;
  title: string;
  description: string;
  /** Environment variable that carries it, e.g. `SALESFORCE_CLIENT_ID`. */
  env: string;
  /** Never printed, logged or recorded. */
  secret: boolean;
}

export type Fields = Record<string, Field>;

/** The settings as the connector's code gets them, parsed. */
export type ConfigOf<F extends Fields> = { [K in keyof F]: F[K] extends Field<infer T> ? T : never };

/**
 * Declares one setting.
 *
 * @example
 * ```ts
 * const clientSecret = field(z.string().min(1), {
 *   title: 'Client secret', description: 'Of the connected app.', env: 'ACME_CLIENT_SECRET', secret: true });
 * ```
 */
export function field<S extends z.ZodType>(
  schema: S,
  options: { title: string; description: string; env: string; secret?: boolean },
): Field<z.output<S>> {
  checkZod(`setting ${options.env}`, { schema });
  return { schema: schema as unknown as z.ZodType<z.output<S>>, ...options, secret: options.secret ?? false };
}

/** The settings of a connector as data. */
export function describeFields(fields: Fields): ConfigField[] {
  return Object.entries(fields).map(([name, { schema, title, description, env, secret }]) => ({
    name,
    title,
    description,
    env,
    secret,
    required: !schema.safeParse(undefined).success,
  }));
}
