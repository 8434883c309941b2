import { isName } from '@rolekit/sdk/internal';
import type { MemberList, NamespaceDetail, WhoAmI } from '@rolekit/sdk/wire';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { actorOf, tokenIdOf } from '../access/authentication.ts';
import { nameOf } from '../access/permissions.ts';
import type { Context } from '../context.ts';
import { RegistryError } from '../errors.ts';
import { announceEvents } from '../publish/announce.ts';
import { isReservedNamespace } from '../publish/check-target.ts';
import { CACHE, JSON_TYPE } from '../response-cache.ts';
import { type MemberKind, ROLES, type Role } from '../store/namespaces.ts';
import type { Visibility } from '../store/readable.ts';
import { publicDomain } from './domain-routes.ts';
import { answers, MEMBER, NAMESPACE } from './openapi-document.ts';

interface NamespaceParams {
  namespace: string;
}
interface MemberParams extends NamespaceParams {
  kind: MemberKind;
  subject: string;
}

const SECURITY = [{ token: [] }];
const REFUSALS = [401, 403] as const;

/** Of `/v1`: who asks, and who may do what in a namespace. What it answers is for who asked alone. */
export function namespaceRoutes(app: FastifyInstance, context: Context): void {
  const { access, catalogue, rates } = context;
  const { namespaces } = catalogue;
  const about = (summary: string, response: Record<string, unknown>) => ({
    summary,
    tags: ['access'],
    security: SECURITY,
    response,
  });

  app.get(
    '/v1/whoami',
    {
      config: { access: 'token' },
      schema: about('Who the token stands for', answers({ 200: 'WhoAmI' }, ...REFUSALS)),
    },
    async (request, reply) => {
      const principal = request.principal ?? (await access.authenticate(request));
      const { token, account, roles } = principal;
      const { id, name, namespaces: reaches, scopes, expiresAt } = token;
      const answer: WhoAmI = {
        name: nameOf(principal),
        account: account === undefined ? null : accountView(account),
        token: { id, name, namespaces: reaches, scopes, expiresAt },
        roles: Object.fromEntries([...roles].sort()),
      };
      return reply.header('cache-control', CACHE.private).type(JSON_TYPE).send(answer);
    },
  );

  app.get<{ Params: NamespaceParams }>(
    '/v1/namespaces/:namespace',
    {
      config: { access: 'sight' },
      schema: {
        summary: 'A namespace, and what who asks is in it',
        tags: ['read'],
        params: NAMESPACE,
        response: answers({ 200: 'Namespace' }, 404),
      },
    },
    async (request, reply) =>
      reply
        .header('cache-control', CACHE.private)
        .type(JSON_TYPE)
        .send(await detail(request)),
  );

  app.put<{ Params: NamespaceParams; Body: { visibility?: Visibility; approvals?: boolean } }>(
    '/v1/namespaces/:namespace',
    {
      config: { access: 'govern' },
      schema: {
        ...about(
          'Make a namespace public or private, or ask for a second person',
          answers({ 200: 'Namespace' }, 400, ...REFUSALS),
        ),
        description: 'What anybody read while it was public stays with those who read it.',
        params: NAMESPACE,
        body: {
          type: 'object',
          properties: {
            visibility: { type: 'string', enum: ['public', 'private'] },
            approvals: { type: 'boolean', description: 'Whether versions wait until somebody else approves them' },
          },
          minProperties: 1,
        },
      },
      onRequest: govern,
    },
    async (request, reply) => {
      const { namespace } = request.params;
      const { visibility, approvals } = request.body;
      if (approvals !== undefined) await catalogue.setApprovals(namespace, approvals, actorOf(request));
      if (visibility !== undefined) {
        const event = await catalogue.setVisibility(namespace, visibility, actorOf(request));
        await announceEvents([event], context, request.log);
      }
      return reply.type(JSON_TYPE).send(await detail(request));
    },
  );

  app.get<{ Params: NamespaceParams }>(
    '/v1/namespaces/:namespace/members',
    {
      config: { access: 'read' },
      schema: {
        ...about('The members of a namespace', answers({ 200: 'MemberList' }, ...REFUSALS)),
        params: NAMESPACE,
      },
    },
    async (request, reply) => {
      const { namespace } = request.params;
      const answer: MemberList = { namespace, members: await namespaces.members(namespace) };
      return reply.header('cache-control', CACHE.private).type(JSON_TYPE).send(answer);
    },
  );

  app.put<{ Params: MemberParams; Body: { role: Role } }>(
    '/v1/namespaces/:namespace/members/:kind/:subject',
    {
      config: { access: 'govern' },
      schema: {
        ...about('Give an account or a group a role', answers({ 200: 'MemberList' }, 400, ...REFUSALS, 404, 409)),
        params: MEMBER,
        body: { type: 'object', properties: { role: { type: 'string', enum: [...ROLES] } }, required: ['role'] },
      },
      onRequest: govern,
    },
    async (request, reply) => {
      const { namespace, kind, subject } = request.params;
      await namespaces.setMember(namespace, kind, subject, request.body.role, actorOf(request));
      const answer: MemberList = { namespace, members: await namespaces.members(namespace) };
      return reply.type(JSON_TYPE).send(answer);
    },
  );

  app.delete<{ Params: MemberParams }>(
    '/v1/namespaces/:namespace/members/:kind/:subject',
    {
      config: { access: 'govern' },
      schema: {
        ...about('Take an account or a group out', answers({ 204: { type: 'null' } }, ...REFUSALS, 404, 409)),
        params: MEMBER,
      },
      onRequest: govern,
    },
    async (request, reply) => {
      const { namespace, kind, subject } = request.params;
      if (!(await namespaces.removeMember(namespace, kind, subject, actorOf(request))))
        throw new RegistryError('RK_MEMBER_UNKNOWN', { namespace, kind, subject });
      return reply.code(204).send();
    },
  );

  async function govern(request: FastifyRequest<{ Params: NamespaceParams }>): Promise<void> {
    const { namespace } = request.params;
    if (!isName(namespace) || isReservedNamespace(namespace))
      throw new RegistryError('RK_REQUEST_INVALID', { reason: `\`${namespace}\` cannot be a namespace.` });
    rates.changes.take(tokenIdOf(request));
  }

  async function detail(request: FastifyRequest<{ Params: NamespaceParams }>): Promise<NamespaceDetail> {
    const { namespace } = request.params;
    const sight = await access.sight(request);
    const known = await namespaces.find(namespace);
    // asked in any case: what is hidden takes as long to say as what is not there
    const hasPlugins = await sight.reads.namespaceExists(namespace);
    const isThere = known?.visibility === 'private' ? sight.sees(namespace) : known !== undefined || hasPlugins;
    if (!isThere) throw new RegistryError('RK_NAMESPACE_UNKNOWN', { namespace });
    return {
      name: namespace,
      visibility: known?.visibility ?? 'public',
      approvals: context.approvals.everywhere || (await catalogue.reviews.asksForApproval(namespace)),
      isOwned: await namespaces.isOwned(namespace),
      domains: context.domains.shownIn(namespace).map((row) => publicDomain(row, context.domains)),
      role: request.principal?.roles.get(namespace) ?? null,
    };
  }
}

function accountView({
  handle,
  displayName,
  email,
  issuer,
  groups,
  isAdministrator,
}: NonNullable<WhoAmI['account']>): WhoAmI['account'] {
  return { handle, displayName, email, issuer, groups, isAdministrator };
}
