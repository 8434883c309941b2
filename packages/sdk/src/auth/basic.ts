import type { Authorizer } from '../http/client.ts';

/** Sends a user name and a key or password as HTTP Basic (RFC 7617). There is nothing to refresh. */
export function basic(username: string, password: string): Authorizer {
  const token = Buffer.from(`${username}:${password}`, 'utf8').toString('base64');
  return {
    headers: async () => ({ authorization: `Basic ${token}` }),
    refresh() {},
    secrets: () => [password, token],
  };
}
