import Fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import { guardAccess } from './access.ts';
import { errorBody, FactSetError } from './errors.ts';
import { registerConsensus } from './routes/consensus.ts';
import { registerCorporateActions } from './routes/corporate-actions.ts';
import { registerFundamentals } from './routes/fundamentals.ts';
import { registerHoldings } from './routes/holdings.ts';
import { registerPrices } from './routes/prices.ts';
import { registerRatings } from './routes/ratings.ts';
import { registerResults } from './routes/results.ts';
import { registerLookup, registerSymbology } from './routes/symbology.ts';
import type { SandboxState } from './state.ts';

const BODY_LIMIT = 4 * 1024 * 1024;

/** Builds the server that speaks the vendor's APIs over the fictional market. */
export async function buildApp(state: SandboxState, options: { log: boolean }): Promise<FastifyInstance> {
  const app = Fastify({ logger: options.log, bodyLimit: BODY_LIMIT, forceCloseConnections: true });
  guardAccess(app, state);
  app.setErrorHandler((error, request, reply) => {
    const problem = asFactSetError(error);
    if (problem.status >= 500 && !(error instanceof FactSetError)) request.log.error(error);
    if (problem.retryAfter !== undefined) reply.header('Retry-After', problem.retryAfter);
    return reply.code(problem.status).send(errorBody(request.url.split('?')[0] ?? '', problem, state.clock()));
  });
  app.setNotFoundHandler((request, reply) =>
    reply
      .code(404)
      .send(
        errorBody(request.url.split('?')[0] ?? '', new FactSetError(404, 'The resource was not found.'), state.clock()),
      ),
  );
  registerFundamentals(app, state);
  registerConsensus(app, state);
  registerResults(app, state);
  registerRatings(app, state);
  registerPrices(app, state);
  registerCorporateActions(app, state);
  registerHoldings(app, state);
  registerSymbology(app, state);
  registerLookup(app, state);
  return app;
}

function asFactSetError(error: unknown): FactSetError {
  if (error instanceof FactSetError) return error;
  const { code, statusCode } = error as Partial<FastifyError>;
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return new FactSetError(415, 'This media type is not supported. Supported media types are application/json');
  if (statusCode !== undefined && statusCode < 500) return new FactSetError(400, 'Malformed JSON Request');
  return new FactSetError(500, 'Unexpected error');
}
