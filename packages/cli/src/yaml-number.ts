/**
 * Reviver of a YAML document that was read with `intAsBigInt`: whole numbers beyond 2^53 are texts of their digits, as
 * `parseExact` has them.
 */
export function exactYamlNumber(_: unknown, value: unknown): unknown {
  if (typeof value !== 'bigint') return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}
