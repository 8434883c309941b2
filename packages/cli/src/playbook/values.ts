/** A problem in an expression or path: what, at which character, and how to fix it. */
export class ExpressionError extends Error {
  readonly code = 'RK_EXPRESSION';
  /** 0-based, in the expression's text. */
  readonly at: number;
  readonly fix: string | undefined;

  constructor(message: string, at: number, fix?: string) {
    super(message);
    this.name = 'ExpressionError';
    this.at = at;
    this.fix = fix;
  }
}

/** The names that an expression may use. */
export type Scope = Readonly<Record<string, unknown>>;

/** `a list of 3`, `the text "x"`: a value as an error message names it. */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'string')
    return `the text ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`;
  return `the ${typeof value} ${String(value)}`;
}
