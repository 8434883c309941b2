import type { FastifyReply } from 'fastify';
import { RegistryError } from '../errors.ts';

/** Ends with the connection: what is done for a client that left stops at once, wherever it is. */
export function lifeOf(reply: FastifyReply): AbortController {
  const life = new AbortController();
  const end = () => life.abort(new RegistryError('RK_CLIENT_GONE'));
  if (reply.raw.destroyed || reply.raw.socket?.destroyed) end();
  else reply.raw.once('close', end);
  return life;
}
