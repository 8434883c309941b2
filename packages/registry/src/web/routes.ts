import type { FastifyInstance } from 'fastify';
import { findPlugin, findVersion, tagsOf } from '../api/find-plugin.ts';
import type { PluginParams } from '../api/openapi-document.ts';
import type { Context } from '../context.ts';
import { RegistryError } from '../errors.ts';
import { isReservedNamespace } from '../publish/check-target.ts';
import { cacheFor, sendAnswer, toAnswer } from '../response-cache.ts';
import { verifiedOf } from '../signing/countersign.ts';
import type { CatalogueReads } from '../store/catalogue.ts';
import { ICON } from './icon.ts';
import type { Reader } from './layout.ts';
import { SHOWN_CLIENTS } from './lineage.ts';
import { type ListQuery, listPage } from './list-page.ts';
import { readerOf, sendPage } from './pages.ts';
import { pluginPage } from './plugin-page.ts';
import { STYLE } from './style.ts';

const TYPE = 'text/html; charset=utf-8';
const PER_PAGE = 24;
const NONE: ReadonlySet<string> = new Set();
const QUERY = {
  type: 'object',
  properties: Object.fromEntries(
    ['q', 'role', 'connector', 'namespace', 'cursor'].map((name) => [name, { type: 'string', maxLength: 500 }]),
  ),
};

/** The pages for people. */
export function webRoutes(app: FastifyInstance, context: Context): void {
  const { access, answers, catalogue, company, domains, name: registry, publicUrl } = context;
  const style = toAnswer(STYLE, 'text/css; charset=utf-8');
  const icon = toAnswer(ICON, 'image/svg+xml');
  app.get('/assets/rolekit.css', { config: { access: 'anybody' }, schema: { hide: true } }, async (request, reply) =>
    sendAnswer(request, reply, style),
  );
  app.get('/assets/icon.svg', { config: { access: 'anybody' }, schema: { hide: true } }, async (request, reply) =>
    sendAnswer(request, reply, icon),
  );
  app.get('/favicon.ico', { config: { access: 'anybody' }, schema: { hide: true } }, async (request, reply) =>
    sendAnswer(request, reply, icon),
  );

  app.get<{ Querystring: ListQuery }>(
    '/',
    { config: { access: 'sight' }, schema: { hide: true, querystring: QUERY } },
    async (request, reply) => {
      const { q, role, connector, namespace, cursor } = request.query;
      const sight = await access.sight(request);
      const reader = readerOf(request);
      const build = async () => {
        const query = {
          q: q?.trim(),
          role: filled(role),
          connector: filled(connector),
          namespace: filled(namespace),
          cursor: filled(cursor),
        };
        const { page, problem } = await pageOf(sight.reads, { ...query, text: query.q });
        const privateNamespaces = sight.isPublic ? NONE : await catalogue.namespaces.privateNames();
        return listPage({ registry, url: publicUrl(), reader, query, page, problem, privateNamespaces });
      };
      const answer = await answerFor(reader, `${sight.key}page ${publicUrl()} ${request.url}`, ['lists'], build);
      return sendAnswer(request, sendPage(reply), answer, cacheOf(sight, reader));
    },
  );

  app.get<{ Params: PluginParams; Querystring: { version?: string } }>(
    '/:namespace/:name',
    {
      config: { access: 'sight' },
      schema: {
        hide: true,
        querystring: { type: 'object', properties: { version: { type: 'string', maxLength: 128 } } },
      },
    },
    async (request, reply) => {
      const { namespace, name } = request.params;
      if (isReservedNamespace(namespace))
        throw new RegistryError('RK_ROUTE_UNKNOWN', { path: `/${namespace}/${name}` });
      const sight = await access.sight(request);
      const reads = sight.reads;
      const reader = readerOf(request);
      const shownDomains = domains.shownIn(namespace).map((row) => ({ ...row, status: domains.statusOf(row) }));
      const known = shownDomains.map(({ domain, status, provenAt }) => `${domain} ${status} ${provenAt}`).join();
      // Which marketplace lists it depends on all others.
      const answer = await answerFor(
        reader,
        `${sight.key}page ${publicUrl()} ${request.url} ${known}`,
        [...tagsOf(request.params), 'lists'],
        async () => {
          const plugin = await findPlugin(reads, namespace, name);
          const shown = await findVersion(reads, {
            namespace,
            name,
            version: filled(request.query.version) ?? plugin.version,
          });
          const versions = (await reads.versions(namespace, name)).reverse();
          const channels = await reads.channels(namespace, name);
          const refused = (await company.refusals(shown)).get(shown.version) ?? [];
          return pluginPage({
            refused,
            bases: await reads.bases(shown),
            derived: await reads.derived(shown, { limit: SHOWN_CLIENTS + 1 }),
            registry,
            url: publicUrl(),
            reader,
            isPrivate: !sight.isPublic && (await catalogue.namespaces.privateNames()).has(namespace),
            domains: shownDomains,
            plugin,
            shown,
            verified: await verifiedOf(shown, context),
            versions,
            channels,
            withheld: await reads.withheldVersions(namespace, name),
            hidden: await access.anybody.reads.isNameTaken(namespace, name),
          });
        },
      );
      return sendAnswer(request, sendPage(reply), answer, cacheOf(sight, reader));
    },
  );

  /** What nobody in particular reads is kept; a page with somebody's name on it is made for them. */
  async function answerFor(reader: Reader, key: string, tags: readonly string[], build: () => Promise<string>) {
    return 'handle' in reader ? toAnswer(await build(), TYPE) : answers.get(key, tags, TYPE, build);
  }

  async function pageOf(catalogue: CatalogueReads, query: ListQuery & { text: string | undefined }) {
    try {
      return { page: await catalogue.plugins({ ...query, limit: PER_PAGE }), problem: undefined };
    } catch (error) {
      if (!(error instanceof RegistryError) || error.status >= 500) throw error;
      return { page: { plugins: [], next: null }, problem: `${error.message} ${error.fix}` };
    }
  }
}

/** A form sends its empty fields too. */
function filled(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text.trim();
}

function cacheOf({ isPublic }: { isPublic: boolean }, reader: Reader): string {
  return cacheFor({ isPublic: isPublic && !('handle' in reader) });
}
