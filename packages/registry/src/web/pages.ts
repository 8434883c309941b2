import type { FastifyReply } from 'fastify';
import type { RegistryError } from '../errors.ts';
export function errorPage(reply: FastifyReply, error: RegistryError): FastifyReply {
  return reply.type('text/plain').send(error.message);
}
