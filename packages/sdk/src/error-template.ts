/** The names in a template: of `{path}: {reason}`, `path` and `reason`; that of `{demo?}` keeps its `?`. */
type Placeholder<T extends string> = T extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholder<Rest>
  : never;

/** A row of an error table, as the compiler reads it. */
interface Texts {
  readonly message: string;
  readonly fix: string;
}

type Named<Row extends Texts> = Placeholder<Row['message'] | Row['fix']>;

type Value = string | number;

/** A value for each name in the texts of a row, of several rows for those of one of them. A name with `?` may be left out. */
export type ErrorValues<Row extends Texts> = Row extends Texts
  ? { readonly [Name in Named<Row> as Name extends `${string}?` ? never : Name]: Value } & {
      readonly [Name in Named<Row> as Name extends `${infer Optional}?` ? Optional : never]?: Value;
    }
  : never;

/** Values for some of the names in the texts of rows. */
export type SomeValues<Row extends Texts> = {
  readonly [Name in Named<Row> as Name extends `${infer Optional}?` ? Optional : Name]?: Value;
};

/** What an error is made with beside its code: its values are needed where its row has placeholders. */
export type ErrorArguments<Row extends Texts, Options = undefined, Facts = { readonly [name: string]: never }> = [
  Named<Row>,
] extends [never]
  ? [data?: Facts, options?: Options]
  : [data: ErrorValues<Row> & (Facts extends Record<string, never> ? unknown : Facts), options?: Options];

/** A text with its values. */
export function fill(template: string, data: object): string {
  const values = new Map<string, unknown>(Object.entries(data));
  return template.replace(/\{(\w+)\??\}/g, (_, name: string) => String(values.get(name) ?? '')).trim();
}
