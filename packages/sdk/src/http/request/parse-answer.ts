import type { z } from 'zod';
import { RolekitError } from '../../errors.ts';
import { safeParseAnswer } from './nulls-as-absent.ts';

/**
 * A vendor's answer in the form that the connector expects; null for what is optional is as if it were not there.
 *
 * @param connector its name in the error
 * @param what of the answer, where there are several kinds
 * @throws RK_UPSTREAM_UNAVAILABLE that names the first unexpected place, never a value
 */
export function parseAnswer<S extends z.ZodType>(
  connector: string,
  schema: S,
  body: unknown,
  what = 'its answer',
): z.output<S> {
  const parsed = safeParseAnswer(schema, body);
  if (parsed.success) return parsed.data;
  throw unexpectedAnswer(
    connector,
    `${what} has an unexpected form at ${parsed.error.issues[0]?.path.join('.') || 'its root'}`,
  );
}

/** An answer that cannot be what the vendor documents. */
export function unexpectedAnswer(connector: string, reason: string): RolekitError {
  return new RolekitError('RK_UPSTREAM_UNAVAILABLE', {
    connector,
    reason,
    hint: 'Check the base URL of the connection; if it is right, try again later.',
    // whatever it says: a write was taken, or may have been
    answered: true,
  });
}
