import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { SESSION_COOKIE, tokenIdOf } from '../access/authentication.ts';
import type { VersionParams } from '../api/openapi-document.ts';
import type { Context } from '../context.ts';
import { RegistryError } from '../errors.ts';
import { publicPath } from '../public-path.ts';
import { CACHE } from '../response-cache.ts';
import { approvalDetail } from '../review/approval-view.ts';
import { approve, reject } from '../review/decide.ts';
import { personOf } from '../review/people.ts';
import { visibleApprovals } from '../review/visible-approvals.ts';
import { findReview } from '../review/visible-review.ts';
import { approvalList, approvalPage } from './approval-pages.ts';
import { readerOf, sendPage } from './pages.ts';

const HIDDEN = { config: { access: 'anybody' as const }, schema: { hide: true } };
const REASON = /^[^\p{C}]{1,500}$/u;

/** The pages on which signed-in people decide about versions that wait. */
export function approvalPages(app: FastifyInstance, context: Context): void {
  const { access, name: registry, publicUrl, rates } = context;
  const shown = (request: FastifyRequest) => ({ registry, url: publicUrl(), reader: readerOf(request) });
  const goTo = (reply: FastifyReply, path: string) => reply.redirect(`${publicPath(publicUrl())}${path}`, 303);
  const send = (reply: FastifyReply, page: string) =>
    sendPage(reply).header('cache-control', CACHE.private).type('text/html; charset=utf-8').send(page);

  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );

  app.get('/approvals', HIDDEN, async (request, reply) => {
    const principal = await access.session(request);
    if (principal === undefined) return goTo(reply, '/login?next=%2Fapprovals');
    const approvals = await visibleApprovals(principal, false, context);
    return send(reply, approvalList({ ...shown(request), approvals }));
  });

  app.get<{ Params: VersionParams }>('/approvals/:namespace/:name/:version', HIDDEN, async (request, reply) => {
    const principal = await access.session(request);
    if (principal === undefined) return goTo(reply, `/login?next=${encodeURIComponent(pathOf(request.params))}`);
    rates.changes.take(tokenIdOf(request));
    return page(request, reply);
  });

  app.post<{ Params: VersionParams; Body: Record<string, string> }>(
    '/approvals/:namespace/:name/:version',
    HIDDEN,
    async (request, reply) => {
      const principal = await access.session(request);
      if (principal === undefined) return goTo(reply, `/login?next=${encodeURIComponent(pathOf(request.params))}`);
      rates.changes.take(tokenIdOf(request));
      const { digest = '', answer, form = '' } = request.body ?? {};
      const reason = request.body?.reason?.trim() ?? '';
      if (!isOwnForm(form, request)) return page(request, reply, 'The form is of another sign-in. Decide again.');
      const { standing } = await findReview(request.params, principal, context);
      if (!standing.mayApprove) return page(request, reply, 'Somebody else has to decide about it.');
      if (answer !== 'approve' && !REASON.test(reason))
        return page(request, reply, 'Say in one line of at most 500 characters why you reject it.');
      try {
        const by = personOf(principal);
        if (answer === 'approve') await approve(request.params, { digest, by }, context, request.log);
        else await reject(request.params, { digest, by, reason }, context);
      } catch (error) {
        if (!(error instanceof RegistryError) || error.status >= 500) throw error;
        return page(request, reply.code(error.status), `${error.message} ${error.fix}`);
      }
      return goTo(reply, pathOf(request.params));
    },
  );

  async function page(request: FastifyRequest<{ Params: VersionParams }>, reply: FastifyReply, problem?: string) {
    const { review, standing } = await findReview(request.params, request.principal, context);
    const detail = await approvalDetail(review, standing.mayApprove, context);
    const formToken = formTokenOf(request);
    return send(
      reply,
      approvalPage({ ...shown(request), detail, formToken, ...(problem === undefined ? {} : { problem }) }),
    );
  }
}

function pathOf({ namespace, name, version }: VersionParams): string {
  return `/approvals/${namespace}/${name}/${encodeURIComponent(version)}`;
}

/** Of the session: who cannot read its pages does not know it. */
function formTokenOf(request: FastifyRequest): string {
  return createHash('sha256').update(`form ${request.cookies[SESSION_COOKIE]}`).digest('base64url');
}

function isOwnForm(sent: string, request: FastifyRequest): boolean {
  const expected = Buffer.from(formTokenOf(request));
  const found = Buffer.from(sent);
  return found.length === expected.length && timingSafeEqual(found, expected);
}
