import { z } from 'zod';
import { capitalized } from '../tree/hidden-characters.ts';
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
 * @param said its description, or what else is to be said
 *
 * @example
 * ```ts
 * const config = {
 *   baseUrl: field(z.url().default('https://api.example.com'), 'Of the API.'),
 *   clientSecret: field(z.string().min(1), { description: 'Of the connected app.', env: 'ACME_SECRET', secret: true }),
 * };
 * ```
 */
export function field<S extends z.ZodType>(schema: S, said: string | FieldOptions): Field<z.output<S>> {
  const { title = '', env = '', description, secret = false } = optionsOf(said);
  checkZod(`setting ${env || description}`, { schema });
  return { schema: schema as unknown as z.ZodType<z.output<S>>, title, description, env, secret };
}

export interface FieldOptions {
  description: string;
  /** @default made of its name: `apiKey` is "API key" */
  title?: string;
  /** @default made of both names: `apiKey` of `shop` is `SHOP_API_KEY` */
  env?: string;
  /** Never printed, logged or recorded. @default false */
  secret?: boolean;
}

/** Declares a secret that is a text, such as an API key. */
export function secret(said: string | FieldOptions): Field<string> {
  return field(z.string().trim().min(1), { ...optionsOf(said), secret: true });
}

function optionsOf(said: string | FieldOptions): FieldOptions {
  return typeof said === 'string' ? { description: said } : said;
}

/** Gives settings the names that their author left out. */
export function namedFields(connector: string, fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => {
      const words = name.split(/(?=[A-Z])/).map((word) => word.toLowerCase());
      const title = words.map((word) => (ACRONYMS.has(word) ? word.toUpperCase() : word)).join(' ');
      const env = [connector, ...words].join('_').toUpperCase();
      return [name, { ...field, title: field.title || capitalized(title), env: field.env || env }];
    }),
  );
}

const ACRONYMS: ReadonlySet<string> = new Set(['api', 'url', 'uri', 'id', 'sql', 'ip', 'http', 'oauth', 'jwt', 'ssl']);

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
