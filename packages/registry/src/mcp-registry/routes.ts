import { parseDateTime } from '@rolekit/sdk';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Context } from '../context.ts';
import { RegistryError } from '../errors.ts';
import { JSON_TYPE, sendAnswer } from '../response-cache.ts';
import { MCP_CORS } from './cors.ts';
import { deletedEntry, parseServerName, serverEntry, serverName } from './server-json.ts';

interface ListQuery {
  cursor?: string;
  limit: number;
  search?: string;
  version?: string;
  updated_since?: string;
  include_deleted?: boolean;
}

const QUERY = {
  type: 'object',
  properties: {
    cursor: { type: 'string', maxLength: 500 },
    limit: { type: 'integer', minimum: 1, default: 30 },
    search: { type: 'string', maxLength: 200 },
    version: { type: 'string', maxLength: 128 },
    updated_since: { type: 'string', maxLength: 40 },
    include_deleted: { type: 'boolean', default: false },
  },
};
const DELETED = { type: 'object', properties: { include_deleted: QUERY.properties.include_deleted } };
const MAX_PAGE_ROWS = 100;
const MAX_DELETED_ROWS = 1000;

/** The MCP Registry API as VS Code, Copilot and JetBrains read it: every plugin version that has connectors. */
export function mcpRegistryRoutes(app: FastifyInstance, context: Context): void {
  const { access, answers, company, publicUrl } = context;
  // editors read it without saying who they are: it shows what anybody may see, to everybody
  const catalogue = access.anybody.reads;
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(MCP_CORS);
  });
  app.options('/v0.1/*', { config: { access: 'anybody' }, schema: { hide: true } }, async (_request, reply) =>
    reply.header('access-control-max-age', '86400').code(204).send(),
  );

  const json = async (request: FastifyRequest, reply: FastifyReply, build: () => Promise<unknown>) =>
    sendAnswer(
      request,
      reply,
      await answers.get(`mcp ${publicUrl()} ${request.url}`, ['lists'], JSON_TYPE, async () =>
        JSON.stringify(await build()),
      ),
    );

  /** The versions with connectors that are served no more; one of them, or all. */
  const deleted = async (name: { namespace: string; name: string } | undefined, version?: string) => {
    if (name === undefined) return [];
    const query = { after: undefined, search: `${name.namespace}/${name.name}`, version, since: undefined };
    const rows = await catalogue.servers({ ...query, withheld: true, limit: MAX_DELETED_ROWS });
    const own = rows.filter((row) => row.namespace === name.namespace && row.name === name.name);
    return own.filter(({ withheld }) => withheld !== null).map(deletedEntry);
  };

  const entryFor = async (namespace: string, name: string, selector: string) => {
    const version = await catalogue.version(namespace, name, selector);
    if (version === undefined || version.tools.connectors.length === 0) return undefined;
    if ((await company.refusals(version)).has(version.version)) return undefined;
    return serverEntry(version, (await catalogue.plugin(namespace, name))?.latest ?? null, publicUrl());
  };

  app.get<{ Querystring: ListQuery }>(
    '/v0.1/servers',
    { config: { access: 'anybody' }, schema: { hide: true, querystring: QUERY } },
    async (request, reply) =>
      json(request, reply, async () => {
        const { cursor, search, version, updated_since: since, include_deleted: withDeleted } = request.query;
        const limit = Math.min(request.query.limit, MAX_PAGE_ROWS);
        const from = since === undefined ? undefined : parseDateTime(since);
        if (since !== undefined && from === undefined)
          throw new RegistryError('RK_REQUEST_INVALID', { reason: 'updated_since is not a time of RFC 3339.' });
        const found = await catalogue.servers({
          after: readCursor(cursor),
          limit: limit + 1,
          search,
          version,
          since: from === undefined ? undefined : new Date(from).toISOString(),
          // who asks for changes has to learn of these too
          withheld: version !== 'latest' && (withDeleted === true || since !== undefined),
        });
        const page = found.slice(0, limit);
        const servers = await Promise.all(
          page.map((row) =>
            row.withheld === null ? entryFor(row.namespace, row.name, row.version) : deletedEntry(row),
          ),
        );
        const last = page.at(-1);
        const next =
          found.length > limit && last !== undefined ? { nextCursor: `${serverName(last)}@${last.version}` } : {};
        return {
          servers: servers.filter((entry) => entry !== undefined),
          metadata: { count: servers.length, ...next },
        };
      }),
  );

  app.get<{ Params: { server: string }; Querystring: Pick<ListQuery, 'include_deleted'> }>(
    '/v0.1/servers/:server/versions',
    { config: { access: 'anybody' }, schema: { hide: true, querystring: DELETED } },
    async (request, reply) =>
      json(request, reply, async () => {
        const name = parseServerName(request.params.server);
        const versions = name === undefined ? [] : await catalogue.versions(name.namespace, name.name);
        const entries = await Promise.all(versions.map((row) => entryFor(row.namespace, row.name, row.version)));
        const gone = request.query.include_deleted ? await deleted(name) : [];
        const servers = [...entries.filter((entry) => entry !== undefined).reverse(), ...gone.reverse()];
        if (servers.length === 0) throw notFound(request.params.server);
        return { servers, metadata: { count: servers.length } };
      }),
  );

  app.get<{ Params: { server: string; version: string }; Querystring: Pick<ListQuery, 'include_deleted'> }>(
    '/v0.1/servers/:server/versions/:version',
    { config: { access: 'anybody' }, schema: { hide: true, querystring: DELETED } },
    async (request, reply) =>
      json(request, reply, async () => {
        const { server, version } = request.params;
        const name = parseServerName(server);
        const exact = version === 'latest' || /^\d/.test(version);
        const entry = name === undefined || !exact ? undefined : await entryFor(name.namespace, name.name, version);
        if (entry !== undefined) return entry;
        const [gone] = request.query.include_deleted ? await deleted(name, version) : [];
        if (gone === undefined) throw notFound(`${server}@${version}`);
        return gone;
      }),
  );
}

function notFound(plugin: string): RegistryError {
  return new RegistryError('RK_PLUGIN_UNKNOWN', { plugin: `server ${plugin}`, hint: 'List them at /v0.1/servers.' });
}

/** `dev.rolekit.<namespace>/<name>@<version>`, the last one of the page before. */
function readCursor(cursor: string | undefined): { namespace: string; name: string; version: string } | undefined {
  if (cursor === undefined || cursor === '') return undefined;
  const at = cursor.lastIndexOf('@');
  const name = at < 0 ? undefined : parseServerName(cursor.slice(0, at));
  if (name === undefined) throw new RegistryError('RK_CURSOR_INVALID');
  return { ...name, version: cursor.slice(at + 1) };
}
