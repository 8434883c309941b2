import type { FastifyInstance, FastifyReply } from 'fastify';
import { FactSetError, missing } from './errors.ts';
import type { Params } from './params.ts';
import { oneOf } from './params.ts';
import type { SandboxState } from './state.ts';

/** Is this request to be answered later? */
export function isBatch(params: Params): boolean {
  return oneOf(params, 'batch', ['Y', 'N'], 'N') === 'Y';
}

/** Answers rows at once, or as a job whose result is fetched later. */
export function answer(
  state: SandboxState,
  reply: FastifyReply,
  base: string,
  batch: boolean,
  produce: () => unknown[],
): unknown {
  if (!batch) return { data: produce() };
  const status = state.jobs.start(produce);
  reply.code(202).header('Location', `${base}/batch-result?id=${status.id}`);
  return { data: status };
}

/** The two addresses that jobs of an API are asked about. */
export function registerJobs(app: FastifyInstance, state: SandboxState, base: string): void {
  const statusOf = (id: string | undefined) => {
    if (!id) throw missing('id');
    const status = state.jobs.status(id);
    if (!status) throw new FactSetError(404, 'The Batch Request was not found. It has probably expired.');
    return status;
  };
  app.get<{ Querystring: { id?: string } }>(`${base}/batch-status`, (request, reply) => {
    const status = statusOf(request.query.id);
    const ended = status.status === 'created' || status.status === 'failed';
    reply.code(ended ? 201 : 202);
    if (status.status === 'created') reply.header('Location', `${base}/batch-result?id=${status.id}`);
    return { data: status };
  });
  app.get<{ Querystring: { id?: string } }>(`${base}/batch-result`, (request, reply) => {
    const status = statusOf(request.query.id);
    const rows = state.jobs.result(status.id);
    if (rows) return { data: rows };
    reply.code(202);
    return { data: status };
  });
}
