import { join } from 'node:path';
import { DEFAULT_LIMITS } from '@rolekit/sdk/bundle';
import type { Signer } from '@rolekit/sdk/internal/signing';
import Fastify, { type FastifyInstance } from 'fastify';
import { type AccountAdmin, administered } from './access/account-admin.ts';
import { Access } from './access/authentication.ts';
import { type GuardedRoute, guardRoutes } from './access/route-access.ts';
import { createFirstToken, createToken, type TokenRequest } from './access/token-admin.ts';
import { apiRoutes } from './api/index.ts';
import { describeRoutes } from './api/openapi-document.ts';
import { Checkpoints } from './audit/checkpoints.ts';
import { Tally } from './audit/tally.ts';
import { Feed } from './change-feed.ts';
import type { Context, RegistryLimits } from './context.ts';
import { DomainProof, type ProofNetwork } from './domains/domain-proof.ts';
import { NamespaceDomains } from './domains/namespace-domains.ts';
import { drainChanges } from './drain.ts';
import { answerErrors } from './error-responses.ts';
import { RegistryError } from './errors.ts';
import { gitRoutes, marketplaceTag } from './git/http.ts';
import { KeyedQueue } from './git/keyed-queue.ts';
import { Repositories } from './git/repositories.ts';
import { Health, healthRoute } from './health.ts';
import { marketplaceRoute } from './marketplace/routes.ts';
import { mcpRegistryRoutes } from './mcp-registry/routes.ts';
import { CompanyPolicy } from './policy/company-policy.ts';
import { PolicyAges } from './policy/policy-ages.ts';
import { IN_GIT } from './publish/announce.ts';
import { InspectionQueue } from './publish/inspection-queue.ts';
import { Rate } from './rate-limits.ts';
import { limitReads } from './read-limits.ts';
import { type LogOptions, logRequests, logSettings } from './request-log.ts';
import { checkRequestTexts } from './request-text.ts';
import { Answers, BASES_TAG } from './response-cache.ts';
import { endOverdue } from './review/decide.ts';
import { guard, type SecurityOptions } from './security-headers.ts';
import { CI_ISSUERS, IdTokens, Provider, type ProviderOptions, readCookies, signInRoutes } from './sign-in/index.ts';
import { countersignAll } from './signing/countersign.ts';
import { openRegistryKey } from './signing/registry-key.ts';
import { skillsIndexRoute } from './skills-index/routes.ts';
import type { Catalogue } from './store/catalogue.ts';
import { checkEvents } from './store/check-events.ts';
import { follow } from './store/follow.ts';
import { openStore, type Place, type Store } from './store/open-store.ts';
import { orCoded } from './store/storage-errors.ts';
import type { StoredToken } from './store/tokens.ts';
import { version } from './version.ts';
import { approvalPages } from './web/approval-routes.ts';
import { webRoutes } from './web/routes.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Every route, and who it answers. */
    guardedRoutes: readonly GuardedRoute[];
  }
}

export interface RegistryOptions extends Place {
  /** Name of the marketplace of everything: letters, digits, `-` and `_`. @default 'rolekit' */
  name?: string;
  /** Where clients reach the registry, when that is not the address that it listens on. */
  publicUrl?: string;
  /** Where the log goes; without it there is none, and the reference of an unexpected failure leads nowhere. */
  logger?: LogOptions;
  /**
   * Proxies whose `X-Forwarded-For` counts as the client's address: addresses, ranges or `loopback`, with commas. @default none
   */
  trustProxy?: string;
  limits?: Partial<RegistryLimits>;
  /** Names that the Host header may carry besides the registry's own address. */
  allowedHosts?: readonly string[];
  /**
   * Origins at private addresses at which a plugin's remote servers may be: a company's own.
   * @default []
   * @example ['https://mcp.acme.internal']
   */
  privateRemotes?: readonly string[];
  /** The company's own OpenID Connect provider. @default local accounts only */
  provider?: ProviderOptions;
  /**
   * Issuers of the ID tokens of CIs that may be trusted to publish.
   * @default GitHub Actions and GitLab CI/CD
   */
  ciIssuers?: readonly string[];
  /**
   * File with the private key that the registry signs with: Ed25519, PKCS #8 in PEM. Replicas need the same.
   * @default one in the data folder, made at the first start
   */
  signingKeyFile?: string;
  /** Whether each version waits until somebody else approves it, whatever its namespace says. @default false */
  approvals?: boolean;
  /** Days that a version waits for approval. @default 14 */
  approvalDays?: number;
}

export interface Registry {
  app: FastifyInstance;
  /** Where clients reach it; no slash at the end. */
  readonly url: string;
  /** @default { port: 0, host: '127.0.0.1' } */
  listen(address?: { port?: number; host?: string }): Promise<string>;
  close(): Promise<void>;
  tokens: {
    /** A new token, plain; it is shown only here. `namespaces: ['*']` is all but `rolekit`. */
    create(request: TokenRequest): Promise<string>;
    /** Makes the first token and has it kept by `save`; undefined when there was ever one. */
    createFirst(request: TokenRequest, save: (token: string) => Promise<void>): Promise<StoredToken | undefined>;
  };
  accounts: Omit<AccountAdmin, 'close'>;
  /** Id of the key that it signs with. */
  readonly signingKey: string;
}

/** What tests replace. */
export interface Seams {
  now?: () => Date;
  /** For the ends of tokens. */
  tokensNow?: () => Date;
  afterStep?: Context['afterStep'];
  /** Where the proofs of domains are looked for. */
  domains?: ProofNetwork;
}

const DAY_MS = 86_400_000;
/** What has waited too long counts as ended at once; this writes it down. */
const EXPIRY_MS = 600_000;

const DEFAULT_RATES = {
  publishesPerMinute: 300,
  changesPerMinute: 300,
  failuresPerMinute: 30,
  signInsPerMinute: 20,
  readsPerMinute: 3000,
};

/**
 * Opens a data folder and makes the server for it; it answers once it listens.
 *
 * @throws RK_DATA_IN_USE when another process runs on that folder
 * @throws RK_EVENTS_BROKEN, RK_DATABASE_BROKEN, RK_DATA_READ_ONLY, RK_DISK_FULL when the folder cannot be served
 * @throws RK_OPTION for a name or address that hosts would refuse
 * @example
 * const registry = await createRegistry({ dataDir: '.rolekit/registry' });
 * await registry.listen({ port: 4873 });
 */
export function createRegistry(options: RegistryOptions): Promise<Registry> {
  return openRegistry(options, {});
}

/** A registry with its rows, as tests see it. */
export interface OpenRegistry extends Registry {
  catalogue: Catalogue;
}

export async function openRegistry(options: RegistryOptions, seams: Seams): Promise<OpenRegistry> {
  const { name, publicUrl } = checkOptions(options);
  const opened = await orCoded(() => openData(options, seams));
  const { catalogue, blobs, signer } = opened;

  const app = Fastify({
    ...logSettings(options.logger),
    trustProxy: options.trustProxy ?? false,
    bodyLimit: 64 * 1024,
    forceCloseConnections: true,
    // `drainChanges` refuses what may not begin any more, as everything else is refused
    return503OnClosing: false,
    // Long enough for a large archive over a slow line; headers have no reason to take long.
    requestTimeout: 300_000,
    http: { headersTimeout: 15_000, connectionsCheckingInterval: 5_000 },
    routerOptions: { maxParamLength: 300, ignoreTrailingSlash: true },
  });
  const url = () => publicUrl ?? addressOf(app);
  const limits: RegistryLimits = { ...DEFAULT_LIMITS, ...DEFAULT_RATES, ...options.limits };
  const company = new CompanyPolicy(catalogue.policies, url);
  const answers = new Answers();
  const repositories = new Repositories({
    company,
    root: join(options.dataDir, 'git'),
    catalogue,
    blobs,
    name,
    publicUrl: url,
    changed: (namespace) => answers.invalidate(marketplaceTag(namespace)),
    warn: (fields, message) => app.log.warn(fields, message),
  });
  const tally = new Tally(catalogue.audit, catalogue.tokens, app.log);
  const proof = new DomainProof(options.privateRemotes ?? [], seams.domains);
  const checkpoints = new Checkpoints({ audit: catalogue.audit, signer, registry: name, log: app.log });
  const context: Context = {
    name,
    privateRemotes: options.privateRemotes ?? [],
    publicUrl: url,
    limits,
    inspecting: new InspectionQueue({ atOnce: 4, bytes: limits.totalBytes, waiting: 500 }),
    access: new Access(catalogue, tally, limits.failuresPerMinute),
    tally,
    company,
    checkpoints,
    idTokens: new IdTokens(options.ciIssuers ?? CI_ISSUERS, catalogue.tokens.now),
    provider: options.provider === undefined ? undefined : new Provider(options.provider),
    rates: {
      publishes: new Rate(limits.publishesPerMinute),
      changes: new Rate(limits.changesPerMinute),
      reads: new Rate(limits.readsPerMinute),
      signIns: new Rate(limits.signInsPerMinute),
      domainChecks: new Rate(10),
      reports: new Rate(20),
    },
    signer,
    domains: new NamespaceDomains(catalogue.domains, proof, app.log),
    approvals: { everywhere: options.approvals === true, lifetime: (options.approvalDays ?? 14) * DAY_MS },
    storing: new KeyedQueue(),
    catalogue,
    blobs,
    repositories,
    answers,
    feed: new Feed(),
    afterStep: seams.afterStep ?? (() => {}),
  };
  const ages = new PolicyAges(company, catalogue, {
    announce: (event) => context.feed.announce([event]),
    failed: (err) => app.log.warn({ err }, 'the age of versions was not looked at'),
  });
  context.feed.listen(({ type, namespace, name: plugin }) => {
    if (type === 'publish' || type === 'policy') ages.look();
    if (type === 'policy' || type === 'policy-age') {
      repositories.touchAll();
      return answers.clear();
    }
    repositories.list(namespace);
    // what anybody may read is another: nothing that was kept counts
    if (type === 'visibility') return answers.clear();
    answers.invalidate('lists', `plugin:${namespace}/${plugin}`);
    if (IN_GIT.has(type)) answers.invalidate(BASES_TAG);
    repositories.touch(namespace, plugin);
  });
  const following = await follow(
    catalogue,
    (events) => context.feed.announce(events),
    (error) => app.log.warn({ err: error }, 'the database does not answer; what others publish shows once it does'),
  );
  const closing = new AbortController();
  const countersigned = countersignAll(catalogue, context, app.log, closing.signal).catch((error: unknown) =>
    app.log.warn({ err: error }, 'what was published before signing is countersigned when it is asked for'),
  );
  const expiry = setInterval(() => {
    endOverdue(context).catch((error: unknown) => app.log.warn({ err: error }, 'reviews not ended'));
  }, EXPIRY_MS).unref();
  app.addHook('onClose', async () => {
    clearInterval(expiry);
    closing.abort();
    await following.stop();
    context.domains.close();
    await countersigned;
    ages.close();
    await repositories.idle();
    await tally.close();
    await checkpoints.close();
    await opened.close();
  });
  ages.look();
  await context.domains.refresh();
  await routes(app, context, catalogue, { allowedHosts: options.allowedHosts ?? [], publicUrl });

  return {
    app,
    catalogue,
    get url() {
      return url();
    },
    async listen({ port = 0, host = '127.0.0.1' } = {}) {
      await app.listen({ port, host });
      return url();
    },
    close: () => app.close(),
    signingKey: signer.keyid,
    accounts: administered(catalogue.accounts),
    tokens: {
      async create(request) {
        const { token, id, name: what } = await createToken(catalogue.tokens, request);
        app.log.info({ token: id, name: what }, 'token created');
        return token;
      },
      async createFirst(request, save) {
        const first = await createFirstToken(catalogue.tokens, request, save);
        if (first !== undefined) app.log.info({ token: first.id, name: first.name }, 'token created');
        return first;
      },
    },
  };
}

async function routes(
  app: FastifyInstance,
  context: Context,
  catalogue: Catalogue,
  security: SecurityOptions,
): Promise<void> {
  logRequests(app);
  guard(app, security);
  checkRequestTexts(app);
  await readCookies(app);
  app.decorate('guardedRoutes', guardRoutes(app, context.access));
  drainChanges(app);
  const health = new Health(catalogue, context.blobs);
  answerErrors(app, context, health);
  await describeRoutes(app, version());
  limitReads(app, context.rates.reads);
  healthRoute(app, health);
  await app.register(async (scope) => apiRoutes(scope, context));
  await app.register(async (scope) => gitRoutes(scope, context));
  await app.register(async (scope) => mcpRegistryRoutes(scope, context));
  marketplaceRoute(app, context, catalogue);
  skillsIndexRoute(app, context);
  await app.register(async (scope) => signInRoutes(scope, context));
  await app.register(async (scope) => webRoutes(scope, context));
  await app.register(async (scope) => approvalPages(scope, context));
}

async function openData(options: RegistryOptions, seams: Seams): Promise<Store & { signer: Signer }> {
  const store = await openStore(options, seams.now, seams.tokensNow);
  try {
    await checkEvents(store.catalogue);
    await store.catalogue.expireReviews();
    // What a crash left behind: uploads without an end and archives without a version.
    await store.blobs.sweep(await store.catalogue.blobs(), 'start');
    return { ...store, signer: await openRegistryKey(options, store.catalogue.signingKeys) };
  } catch (error) {
    await store.close();
    throw error;
  }
}

function checkOptions({ name = 'rolekit', publicUrl }: RegistryOptions): {
  name: string;
  publicUrl: string | undefined;
} {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(name)) {
    throw new RegistryError('RK_OPTION', {
      reason: `The name \`${name}\` is not one that every host takes.`,
      hint: 'Use letters, digits, `-` and `_`.',
    });
  }
  if (publicUrl === undefined) return { name, publicUrl: undefined };
  if (!URL.canParse(publicUrl) || !/^https?:$/.test(new URL(publicUrl).protocol)) {
    throw new RegistryError('RK_OPTION', {
      reason: `The public URL \`${publicUrl}\` is not an http(s) address.`,
      hint: 'Give it as `https://plugins.example.com`.',
    });
  }
  return { name, publicUrl: publicUrl.replace(/\/+$/, '') };
}

function addressOf(app: FastifyInstance): string {
  const address = app.addresses().find((entry) => typeof entry !== 'string');
  if (address === undefined) return 'http://localhost';
  const host = address.address === '::' || address.address === '0.0.0.0' ? 'localhost' : address.address;
  return `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
}
