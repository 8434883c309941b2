import type { FastifyRequest } from 'fastify';

export type Form = Readonly<Record<string, string>>;

/** The parameters of a request, from its query and its body. */
export function formOf(request: FastifyRequest): Form {
  const source = {
    ...(request.query as Record<string, unknown>),
    ...(request.body as Record<string, unknown> | undefined),
  };
  return Object.fromEntries(
    Object.entries(source).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}
