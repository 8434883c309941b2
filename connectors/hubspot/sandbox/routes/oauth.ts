import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { DATED } from '../api-call.ts';
import type { Portal } from '../portal.ts';

/** The token endpoint: refresh tokens only, for no person signs in to a sandbox. */
export function registerOAuth(app: FastifyInstance, portal: Portal): void {
  for (const version of ['v1', 'v3', ...DATED]) {
    app.post(`/oauth/${version}/token`, async (request, reply) => {
      const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
      const { tokens } = portal;
      const refuse = (status: string, message: string) =>
        reply.code(400).send({
          status,
          message,
          correlationId: randomUUID(),
          category: 'VALIDATION_ERROR',
          error: status.toLowerCase(),
          error_description: message,
        });
      if (form.get('grant_type') !== 'refresh_token')
        return refuse('BAD_GRANT_TYPE', 'grant_type must be refresh_token');
      if (form.get('client_id') !== tokens.clientId) return refuse('BAD_CLIENT_ID', 'missing or unknown client id');
      if (form.get('client_secret') !== tokens.clientSecret)
        return refuse('BAD_CLIENT_SECRET', 'missing or invalid client secret');
      if (form.get('refresh_token') !== tokens.refreshToken)
        return refuse('BAD_REFRESH_TOKEN', 'missing or invalid refresh token');
      return tokens.issue();
    });
  }
}
