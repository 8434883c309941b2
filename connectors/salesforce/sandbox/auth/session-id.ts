import { credentialsOf } from '@rolekit/sdk/authorization';
import type { FastifyRequest } from 'fastify';

/** The session id that a request sends. It holds a `!`, which no bearer token of RFC 6750 may. */
export function sessionIdOf(request: FastifyRequest): string | undefined {
  const credentials = credentialsOf(request.raw);
  if (credentials === undefined || !['bearer', 'oauth'].includes(credentials.scheme)) return undefined;
  return /^\S+$/.exec(credentials.value)?.[0];
}
