import { html } from '@rolekit/sdk/internal';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RegistryError } from '../errors.ts';
import { layout, type Reader } from './layout.ts';

/** Nothing but our own style sheet and icon, and forms that only search. */
const CSP =
  "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

export function sendPage(reply: FastifyReply): FastifyReply {
  return reply.header('content-security-policy', CSP).header('vary', 'accept, cookie');
}

/** Who reads, of a request that was let in. */
export function readerOf({ principal, method, url }: FastifyRequest): Reader {
  const handle = principal?.account?.handle;
  if (handle !== undefined) return { handle };
  return { next: method === 'GET' ? url : '/' };
}

const TITLES: Readonly<Record<number, string>> = { 404: 'Not found', 410: 'No longer served' };

/** A failure, for people. */
export function errorPage(
  reply: FastifyReply,
  error: Pick<RegistryError, 'status' | 'message' | 'fix'>,
  registry: string,
  url: string,
): FastifyReply {
  const { request } = reply;
  // whose session it is was perhaps not looked up
  const isUnsure = request.principal === undefined && request.headers.cookie !== undefined;
  const reader = isUnsure ? undefined : readerOf(request);
  const main = html`<div class="lead"><h1>${TITLES[error.status] ?? 'That did not work'}</h1><p>${error.message}</p><p>${error.fix}</p><p><a href="/">All plugins</a></p></div>`;
  return sendPage(reply)
    .type('text/html; charset=utf-8')
    .send(layout({ title: `${error.status}`, registry, url, reader, main }));
}
