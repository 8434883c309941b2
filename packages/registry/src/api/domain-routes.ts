import { randomBytes } from 'node:crypto';
import { isName } from '@rolekit/sdk/internal';
import type { DomainList, NamespaceDetail } from '@rolekit/sdk/wire';
import type { FastifyInstance } from 'fastify';
import { actorOf, tokenIdOf } from '../access/authentication.ts';
import type { Context } from '../context.ts';
import { parseDomain } from '../domains/domain-name.ts';
import { fileAddress, proofLine, recordName } from '../domains/domain-proof.ts';
import type { NamespaceDomains } from '../domains/namespace-domains.ts';
import { RegistryError } from '../errors.ts';
import { isReservedNamespace } from '../publish/check-target.ts';
import { CACHE, JSON_TYPE } from '../response-cache.ts';
import type { StoredDomain } from '../store/domains.ts';
import { answers, DOMAIN, NAMESPACE } from './openapi-document.ts';

interface DomainParams {
  namespace: string;
  domain: string;
}

const MAX_DOMAINS = 20;
const ONE = '/v1/namespaces/:namespace/domains/:domain';

/** Of `/v1`: the domains that a namespace says are its own. */
export function domainRoutes(app: FastifyInstance, { catalogue, domains, rates }: Context): void {
  const store = catalogue.domains;
  const about = (summary: string, response: Record<string, unknown>, params: object = DOMAIN) => ({
    summary,
    tags: ['access'],
    security: [{ token: [] }],
    params,
    response,
  });

  app.get<{ Params: DomainParams }>(
    '/v1/namespaces/:namespace/domains',
    {
      config: { access: 'read' },
      schema: about(
        'The domains of a namespace, and what each has to show',
        answers({ 200: 'DomainList' }, 401, 403),
        NAMESPACE,
      ),
    },
    async (request, reply) =>
      reply
        .header('cache-control', CACHE.private)
        .type(JSON_TYPE)
        .send(await listOf(request.params.namespace)),
  );

  app.put<{ Params: DomainParams }>(
    ONE,
    {
      config: { access: 'govern' },
      schema: about('Say that a domain is of a namespace', answers({ 200: 'DomainList' }, 400, 401, 403)),
      onRequest: async (request) => rates.changes.take(tokenIdOf(request)),
    },
    async (request, reply) => {
      const { namespace, domain } = paramsOf(request.params);
      if ((await store.list(namespace)).length >= MAX_DOMAINS)
        throw new RegistryError('RK_REQUEST_INVALID', { reason: `A namespace has at most ${MAX_DOMAINS} domains.` });
      await store.add(namespace, domain, randomBytes(24).toString('base64url'), actorOf(request));
      return reply.type(JSON_TYPE).send(await listOf(namespace));
    },
  );

  app.post<{ Params: DomainParams }>(
    `${ONE}/check`,
    {
      config: { access: 'govern' },
      schema: about('Look for the proof of a domain now', answers({ 200: 'DomainList' }, 400, 401, 403, 404, 429)),
      // it asks a server of somebody else's choice: seldom
      onRequest: async (request) => rates.domainChecks.take((request.params as DomainParams).namespace),
    },
    async (request, reply) => {
      const { namespace, domain } = paramsOf(request.params);
      const row = (await store.list(namespace)).find((each) => each.domain === domain);
      if (row === undefined) throw new RegistryError('RK_DOMAIN_UNKNOWN', { namespace, domain });
      await domains.check(row, actorOf(request));
      return reply.type(JSON_TYPE).send(await listOf(namespace));
    },
  );

  app.delete<{ Params: DomainParams }>(
    ONE,
    {
      config: { access: 'govern' },
      schema: about('Say so no more', answers({ 204: { type: 'null' } }, 400, 401, 403, 404)),
      onRequest: async (request) => rates.changes.take(tokenIdOf(request)),
    },
    async (request, reply) => {
      const { namespace, domain } = paramsOf(request.params);
      if (!(await store.remove(namespace, domain, actorOf(request))))
        throw new RegistryError('RK_DOMAIN_UNKNOWN', { namespace, domain });
      await domains.refresh();
      return reply.code(204).send();
    },
  );

  async function listOf(namespace: string): Promise<DomainList> {
    return { namespace, domains: (await store.list(namespace)).map((row) => domainView(row, domains)) };
  }
}

function domainView(row: StoredDomain, domains: NamespaceDomains): DomainList['domains'][number] {
  const { domain, addedAt, addedBy, checkedAt, problem } = row;
  return {
    ...publicDomain(row, domains),
    ...{ addedAt, addedBy, checkedAt, problem },
    proof: { line: proofLine(row), record: recordName({ domain }), file: fileAddress({ domain }) },
  };
}

/** What everybody may know of a domain who sees its namespace. */
export function publicDomain(row: StoredDomain, domains: NamespaceDomains): NamespaceDetail['domains'][number] {
  const { domain, method, provenAt, failingSince } = row;
  return { domain, status: domains.statusOf(row), method, provenAt, failingSince };
}

/** @throws RK_REQUEST_INVALID */
function paramsOf({ namespace, domain: text }: DomainParams): DomainParams {
  const domain = parseDomain(text);
  const reason = (what: string) => new RegistryError('RK_REQUEST_INVALID', { reason: what });
  if (!isName(namespace) || isReservedNamespace(namespace)) throw reason(`\`${namespace}\` cannot be a namespace.`);
  if (domain === undefined) throw reason(`\`${text.slice(0, 100)}\` is not a domain, such as acme.example.`);
  return { namespace, domain };
}
