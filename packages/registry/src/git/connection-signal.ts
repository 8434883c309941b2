import type { FastifyReply } from 'fastify';
import { RegistryError } from '../errors.ts';

/** Ends with the connection: what is done for a client that left stops at once, wherever it is. */
export function lifeOf(reply: FastifyReply): AbortController {
  const life = new AbortController();
  const end = () => life.abort(new RegistryError('RK_CLIENT_GONE'));
  const { raw } = reply;
  const { socket } = raw;
  if (raw.destroyed || !socket || socket.destroyed || socket.readableEnded) end();
  else {
    // its end is seen before the connection is closed
    socket.once('end', end);
    raw.once('close', () => {
      socket.off('end', end);
      end();
    });
  }
  return life;
}
