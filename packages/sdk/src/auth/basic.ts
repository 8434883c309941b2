import { RolekitError } from '../errors.ts';
import type { Authorizer } from '../http/request/types.ts';

/** A shorter password is a filler such as `x`: then the key is the user name. */
const MIN_PASSWORD_LENGTH = 3;

/**
 * Sends a user name and a key or password as HTTP Basic (RFC 7617). There is nothing to refresh. For vendors that take the key
 * as user name, the password is left empty or is what they ask for instead.
 *
 * @throws RK_DEFINITION for a user name with a colon, where the password would begin
 */
export function basic(username: string, password: string): Authorizer {
  if (username.includes(':'))
    throw new RolekitError('RK_DEFINITION', {
      what: 'the user name',
      reason: 'it has a colon, which HTTP Basic cannot send',
      hint: 'Give name and password apart.',
    });
  const token = Buffer.from(`${username}:${password}`, 'utf8').toString('base64');
  const secrets = password.length < MIN_PASSWORD_LENGTH ? [username, password, token] : [password, token];
  return { headers: async () => ({ authorization: `Basic ${token}` }), refresh() {}, secrets: () => secrets };
}
