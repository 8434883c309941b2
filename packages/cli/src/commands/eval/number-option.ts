import { usageError } from '../../errors.ts';

/** A number that was given as an option; undefined when it was not. @throws RK_USAGE */
export function numberOption<A extends Record<string, unknown>>(
  args: A,
  option: keyof A & string,
  { min, max, whole = false }: { min: number; max: number; whole?: boolean },
): number | undefined {
  const given = args[option];
  if (given === undefined) return undefined;
  const value = /^\d+(?:\.\d+)?$/.test(String(given)) ? Number(given) : Number.NaN;
  if (value >= min && value <= max && (!whole || Number.isInteger(value))) return value;
  throw usageError(
    `--${option} ${String(given)} is not possible.`,
    `Give a ${whole ? 'whole ' : ''}number from ${min} to ${max}.`,
  );
}
