/** A dotted name as written, with its place in the query. */
export interface Path {
  readonly parts: readonly string[];
  readonly at: number;
}

/** Something that has a value for a record or a group: a field, or a function of a field. */
export type Expression = { readonly kind: 'path'; readonly path: Path } | Call;

/** A function and what stands in its parentheses. */
export interface Call {
  readonly kind: 'call';
  readonly name: string;
  readonly argument: Expression | null;
  readonly at: number;
}

export type SelectItem =
  | { readonly kind: 'expression'; readonly expression: Expression; readonly alias: string | null }
  | TypeOf
  | { readonly kind: 'fields'; readonly scope: 'ALL' | 'STANDARD' | 'CUSTOM'; readonly at: number }
  | { readonly kind: 'subquery'; readonly query: Query };

/** Fields of a record behind a reference with several targets, by its object. */
export interface TypeOf {
  readonly kind: 'typeof';
  readonly relationship: Path;
  readonly whens: readonly { readonly object: string; readonly at: number; readonly fields: readonly Path[] }[];
  readonly otherwise: readonly Path[] | null;
}

export type Literal =
  | { readonly kind: 'string'; readonly value: string; readonly raw: string; readonly at: number }
  | { readonly kind: 'number'; readonly value: number; readonly at: number }
  /** `USD5000`: an amount in a currency of the org. */
  | { readonly kind: 'money'; readonly currency: string; readonly value: number; readonly at: number }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly at: number }
  | { readonly kind: 'null'; readonly at: number }
  | { readonly kind: 'date' | 'datetime'; readonly value: string; readonly at: number }
  | { readonly kind: 'period'; readonly name: string; readonly count: number | null; readonly at: number };

export type Comparator = '=' | '!=' | '<' | '<=' | '>' | '>=' | 'LIKE';
export type SetComparator = 'IN' | 'NOT IN' | 'INCLUDES' | 'EXCLUDES';

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly terms: readonly Condition[] }
  | { readonly kind: 'not'; readonly term: Condition }
  | { readonly kind: 'compare'; readonly left: Expression; readonly comparator: Comparator; readonly value: Literal }
  | {
      readonly kind: 'set';
      readonly left: Expression;
      readonly comparator: SetComparator;
      readonly values: readonly Literal[];
    }
  | { readonly kind: 'join'; readonly left: Expression; readonly comparator: 'IN' | 'NOT IN'; readonly query: Query };

export interface OrderItem {
  readonly expression: Expression;
  readonly descending: boolean;
  readonly nullsLast: boolean;
}

export interface Query {
  readonly select: readonly SelectItem[];
  /** The object, or in a subquery of SELECT the relationship. */
  readonly from: string;
  readonly fromAt: number;
  readonly alias: string | null;
  /** `mine` of USING SCOPE mine. */
  readonly scope: { readonly name: string; readonly at: number } | null;
  readonly where: Condition | null;
  readonly groupBy: readonly Expression[];
  readonly subtotals: 'ROLLUP' | 'CUBE' | null;
  readonly having: Condition | null;
  readonly orderBy: readonly OrderItem[];
  readonly limit: number | null;
  readonly offset: number;
}

/** Where an expression stands in the query. */
export function positionOf(expression: Expression): number {
  return expression.kind === 'path' ? expression.path.at : expression.at;
}
