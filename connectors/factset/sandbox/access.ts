import { tokenOf } from '@rolekit/sdk/authorization';
import { loopbackNames, loopbackRefusal } from '@rolekit/sdk/loopback';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { FactSetError } from './errors.ts';
import type { SandboxState } from './state.ts';

/** Lets in what comes from this machine with the right key, within the rate limit, for an API that the key may use. */
export function guardAccess(app: FastifyInstance, state: SandboxState): void {
  app.addHook('onRequest', async (request, reply) => {
    checkOrigin(state, request);
    checkKey(state, request);
    countRequest(state, reply);
    const path = request.url.split('?')[0] ?? '';
    const denied = [...state.denied].find((prefix) => path.startsWith(prefix));
    if (denied !== undefined)
      throw new FactSetError(
        403,
        'User is not authorized for the id requested, please reach out to FactSet for support',
      );
    const fault = state.faults.shift();
    if (fault) throw new FactSetError(fault.status, 'Unexpected error', { retryAfter: fault.retryAfter });
    if (request.is404 && request.method !== 'GET') state.writes += 1;
    else state.reads += 1;
  });
}

/** Refuses what a page of another site in a browser could send. */
function checkOrigin(state: SandboxState, request: FastifyRequest): void {
  const refusal = loopbackRefusal(request.raw, loopbackNames(state.baseUrl));
  if (refusal?.header === 'host') throw new FactSetError(403, 'This host name is not the sandbox');
  if (refusal) throw new FactSetError(403, 'This origin is not allowed');
}

function checkKey(state: SandboxState, request: FastifyRequest): void {
  const encoded = tokenOf(request.raw, 'Basic') ?? '';
  const { username, apiKey } = state.credentials;
  const known = Buffer.from(encoded, 'base64').toString('utf8') === `${username}:${apiKey}`;
  if (!known || state.keyExpired) throw new FactSetError(401, 'User Authentication Failed.');
}

function countRequest(state: SandboxState, reply: FastifyReply): void {
  const second = Math.floor(Date.now() / 1000);
  if (state.window.second !== second) Object.assign(state.window, { second, used: 0 });
  state.window.used += 1;
  const left = state.requestsPerSecond - state.window.used;
  reply.header('X-FactSet-Api-RateLimit-Limit', state.requestsPerSecond);
  reply.header('X-FactSet-Api-RateLimit-Remaining', Math.max(0, left));
  reply.header('X-FactSet-Api-RateLimit-Reset', 1);
  if (left < 0) throw new FactSetError(429, 'API rate limit exceeded', { retryAfter: 1 });
}
