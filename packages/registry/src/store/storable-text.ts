import { RegistryError } from '../errors.ts';

/** What no text here has: PostgreSQL keeps none, and what SQLite keeps could not move there. */
export const NUL = '\0';

/**
 * Refuses a text with a NUL, so that each database says the same of it.
 *
 * @param parameters of a statement
 * @throws RK_REQUEST_INVALID
 */
export function checkStorable(parameters: readonly unknown[]): void {
  for (const value of parameters)
    if (typeof value === 'string' && value.includes(NUL)) throw unstorable('A text in the request', 'U+0000');
}

export function unstorable(what: string, character: string): RegistryError {
  return new RegistryError('RK_REQUEST_INVALID', {
    reason: `${what} has a character that no text may have (${character}). Remove it.`,
  });
}
