import type { CommandReport } from '../audit/report.ts';
import type { InspectedBundle } from '../bundle/types.ts';
import { digestOf } from '../digest/digest.ts';
import { RolekitError } from '../errors.ts';
import type { ToolsFile } from '../plugin/types.ts';
import type { PluginId } from './address.ts';
import { type PolicyClient, policyClient } from './policy-client.ts';
import { pluginPath, versionPath } from './registry-paths.ts';
import type {
  ApprovalDetail,
  ApprovalList,
  AttestationList,
  AuditCheckpoint,
  AuditPage,
  ChangeList,
  ChannelEntry,
  CheckpointList,
  Consistency,
  DeviceAuthorization,
  DomainList,
  Lineage,
  Member,
  MemberList,
  NamespaceDetail,
  PluginDetail,
  PluginList,
  PublisherKeyList,
  PublisherList,
  PublishResult,
  RegistryKeys,
  ReportsTaken,
  SignedIn,
  VersionDetail,
  VersionStatus,
  VersionSummary,
  WhoAmI,
} from './registry-wire.ts';
import { type RegistryRequest, requestBytes, requestJson, type Transport } from './request.ts';
import { shapes } from './response-schemas.ts';

export interface RegistryClientOptions {
  /** Address of the registry: `https://plugins.example.com`. */
  url: string;
  /** Needed to publish, to move channels, to yank and to deprecate. */
  token?: string | undefined;
  /** @default globalThis.fetch */
  fetch?: typeof fetch;
  /** Milliseconds for one request. @default 60000 */
  timeout?: number;
}

export interface SearchQuery {
  /** Words to search for; without them the list is everything. */
  text?: string | undefined;
  namespace?: string | undefined;
  role?: string | undefined;
  connector?: string | undefined;
  /** @default the registry's own */
  limit?: number | undefined;
  cursor?: string | undefined;
}

/** An archive whose checksum and digest were verified, with what it holds. */
export interface FetchedArchive {
  tgz: Uint8Array;
  version: VersionDetail;
  bundle: InspectedBundle;
}

export interface PublishOptions {
  /** Channel that moves to this version. */
  channel?: string | undefined;
  /** Why the version number may be lower than its changes, in ASCII; everyone can read it. */
  waiver?: string | undefined;
  /** Ask what would come of it; nothing is published. A registry before 0.2 answers 404. @default false */
  dryRun?: boolean | undefined;
  /** The publisher's signature: a DSSE envelope. */
  signature?: object | undefined;
}

export interface Deprecation {
  /** Why the version should be used no more: 1 to 500 characters; everyone can read it. */
  message: string;
  /** `namespace/name` of what to use instead. */
  replacement?: string | undefined;
}

export interface RegistryClient extends PolicyClient {
  readonly url: string;
  /** Whether its requests say who sends them. */
  readonly hasToken: boolean;
  search(query?: SearchQuery): Promise<PluginList>;
  plugin(id: PluginId): Promise<PluginDetail>;
  /** `selector` is a version or a channel; `latest` is one. */
  version(id: PluginId, selector: string): Promise<VersionDetail>;
  /** @throws RK_DIGEST_MISMATCH when it is not what the registry (or `digest`, from a lock) says; RK_FINDINGS */
  archive(id: PluginId, selector: string, options?: { digest?: string | undefined }): Promise<FetchedArchive>;
  tools(id: PluginId, selector: string): Promise<ToolsFile>;
  /** The version is the one of the archive's manifest. */
  publish(id: PluginId, tgz: Uint8Array, options?: PublishOptions): Promise<PublishResult>;
  setChannel(id: PluginId, channel: string, version: string): Promise<ChannelEntry>;
  /** `reason` null takes a yank back. */
  yank(id: PluginId, version: string, reason: string | null): Promise<VersionSummary>;
  /** `deprecation` null takes it back. */
  deprecate(id: PluginId, version: string, deprecation: Deprecation | null): Promise<VersionSummary>;
  /** The public keys of the registry. One from before signatures answers 404. */
  keys(): Promise<RegistryKeys>;
  /** What is signed of a version. */
  attestations(id: PluginId, selector: string): Promise<AttestationList>;
  /** Whether a version, or that of a channel, may be used now; never from a cache, and within 5 s. A registry before 0.2 answers 404. */
  versionStatus(id: PluginId, version: string): Promise<VersionStatus>;
  /** What a version is based on, and what is based on it, as the token may see it. */
  lineage(
    id: PluginId,
    selector: string,
    page?: { limit?: number | undefined; cursor?: string | undefined },
  ): Promise<Lineage>;
  /** Serves a version nowhere; `reason` null lifts that. */
  quarantine(id: PluginId, version: string, reason: string | null): Promise<VersionStatus>;
  /** Removes a version's bytes for good; its record stays. */
  takeDown(id: PluginId, version: string, reason: string): Promise<VersionStatus>;
  /** Versions that wait for a second person; with `all` also those that do so no more. */
  approvals(options?: { all?: boolean }): Promise<ApprovalList>;
  approval(id: PluginId, version: string): Promise<ApprovalDetail>;
  /** `digest` is that of what was looked at. */
  approve(id: PluginId, version: string, digest: string): Promise<PublishResult>;
  reject(id: PluginId, version: string, digest: string, reason: string): Promise<VersionStatus>;
  /** Whether versions of a namespace wait until somebody else approves them. */
  setApprovals(namespace: string, approvals: boolean): Promise<NamespaceDetail>;
  changes(options?: { since?: number; limit?: number }): Promise<ChangeList>;
  /** Who the token stands for. */
  whoami(): Promise<WhoAmI>;
  /** Begins to sign a command in: a person approves its code on a page (RFC 8628). */
  beginSignIn(request: SignInRequest): Promise<DeviceAuthorization>;
  /** What became of it. @throws RK_REGISTRY with `registryCode` RK_DEVICE_PENDING as long as nobody answered */
  finishSignIn(deviceCode: string): Promise<SignedIn>;
  /** Ends the token. */
  signOut(): Promise<void>;
  /** A token of the same account that only reads, for a program that keeps it in a file. */
  createReadToken(name: string): Promise<SignedIn>;
  /** A CI's ID token for one that publishes in a namespace for minutes. */
  exchangeIdToken(namespace: string, idToken: string): Promise<SignedIn>;

  /** Lines of the audit record: of a namespace for its owners, of everything for administrators. */
  audit(query?: AuditQuery): Promise<AuditPage>;
  /** How far the record goes, signed by the registry; the oldest first. */
  auditCheckpoints(since?: number): Promise<CheckpointList>;
  /** Has the registry sign how far it goes now; for administrators. */
  signAudit(): Promise<AuditCheckpoint>;
  /** Digests of the lines after one, as far as another. */
  auditConsistency(since: number, until: number): Promise<Consistency>;
  /** Tells what commands did on this machine; a registry whose policy does not ask for it keeps nothing. */
  report(reports: readonly CommandReport[]): Promise<ReportsTaken>;

  /** A namespace, and what the token's account is in it. */
  namespace(name: string): Promise<NamespaceDetail>;
  setVisibility(namespace: string, visibility: NamespaceDetail['visibility']): Promise<NamespaceDetail>;
  members(namespace: string): Promise<MemberList>;
  setMember(namespace: string, member: Pick<Member, 'kind' | 'subject'>, role: Member['role']): Promise<MemberList>;
  removeMember(namespace: string, member: Pick<Member, 'kind' | 'subject'>): Promise<void>;
  /** The domains that a namespace says are its own, and what each has to show. */
  domains(namespace: string): Promise<DomainList>;
  /** Says that a domain is of a namespace, and looks for its proof. */
  proveDomain(namespace: string, domain: string): Promise<DomainList>;
  removeDomain(namespace: string, domain: string): Promise<void>;
  /** The workflows that may publish without a kept token. */
  publishers(namespace: string): Promise<PublisherList>;
  trustWorkflow(namespace: string, workflow: TrustedWorkflow): Promise<PublisherList>;
  untrustWorkflow(namespace: string, workflow: TrustedWorkflow): Promise<PublisherList>;
  /** The keys that publishers of the namespace sign with. */
  publisherKeys(namespace: string): Promise<PublisherKeyList>;
  /** `spki` is SubjectPublicKeyInfo as base64 of DER or as PEM. */
  addPublisherKey(namespace: string, key: { spki: string; label: string }): Promise<PublisherKeyList>;
  removePublisherKey(namespace: string, keyid: string): Promise<PublisherKeyList>;
}

export interface AuditQuery {
  /** Lines after this number. @default 0 */
  since?: number | undefined;
  /** @default 100 */
  limit?: number | undefined;
  /** Of this namespace alone. */
  namespace?: string | undefined;
  type?: string | undefined;
  /** RFC 3339: at or after it. */
  from?: string | undefined;
  /** Before it. */
  until?: string | undefined;
}

/** A workflow of a CI. */
export interface TrustedWorkflow {
  /** Of the ID tokens of its platform. */
  issuer: string;
  /** `owner/name`. */
  repository: string;
  /** File of the workflow: `release.yml`. */
  workflow: string;
  /** Its deployment environment. @default any */
  environment?: string;
}

export interface SignInRequest {
  /** What the command is called where the person approves it. */
  client: string;
  /** @default all */
  scopes?: readonly string[] | undefined;
  /** Days that the token is good for. @default 30 */
  days?: number | undefined;
}

const ARCHIVE_BYTES = 50 * 1024 * 1024;
/** Every start of a server waits for it. */
const STATUS_MS = 5000;

/**
 * A typed client of a registry's `/v1`. Every method throws RK_UNREACHABLE or RK_REGISTRY, the latter with the findings that
 * the registry sent.
 *
 * @example
 * const registry = createRegistryClient({ url: 'http://127.0.0.1:4873' });
 * const { plugins } = await registry.search({ text: 'forecast' });
 */
export function createRegistryClient(options: RegistryClientOptions): RegistryClient {
  const transport: Transport = {
    url: baseUrl(options.url),
    token: options.token,
    fetch: options.fetch ?? fetch,
    timeout: options.timeout ?? 60_000,
  };
  const client: RegistryClient = {
    url: transport.url,
    hasToken: transport.token !== undefined && transport.token !== '',
    search: ({ text, ...rest } = {}) =>
      requestJson(transport, '/v1/plugins', shapes.list, { query: { q: text, ...rest } }),
    plugin: (id) => requestJson(transport, pluginPath(id), shapes.plugin),
    version: (id, selector) => requestJson(transport, versionPath(id, selector), shapes.version),
    archive: (id, selector, expected = {}) => fetchArchive(transport, client, id, selector, expected.digest),
    tools: (id, selector) => fetchTools(transport, id, selector),
    publish: (id, tgz, { channel, waiver, dryRun = false, signature } = {}) =>
      requestJson(transport, `${pluginPath(id)}/${dryRun ? 'dry-run' : 'versions'}`, shapes.published, {
        method: 'POST',
        query: { channel },
        headers: {
          'content-type': 'application/gzip',
          ...(waiver === undefined ? {} : { 'rolekit-waiver': headerText(waiver) }),
          ...(signature === undefined ? {} : { 'rolekit-signature': base64(signature) }),
        },
        body: tgz,
      }),
    setChannel: (id, channel, version) =>
      requestJson(transport, `${pluginPath(id)}/channels/${encodeURIComponent(channel)}`, shapes.channel, {
        method: 'PUT',
        ...json({ version }),
      }),
    yank: (id, version, reason) =>
      mark(
        transport,
        `${versionPath(id, version)}/${reason === null ? 'unyank' : 'yank'}`,
        reason === null ? null : { reason },
      ),
    deprecate: (id, version, deprecation) =>
      mark(transport, `${versionPath(id, version)}/${deprecation === null ? 'undeprecate' : 'deprecate'}`, deprecation),
    keys: () => requestJson(transport, '/v1/keys', shapes.registryKeys),
    attestations: (id, selector) =>
      requestJson(transport, `${versionPath(id, selector)}/attestations`, shapes.attestations),
    versionStatus: (id, version) =>
      requestJson(
        { ...transport, timeout: Math.min(transport.timeout, STATUS_MS) },
        `${versionPath(id, version)}/status`,
        shapes.status,
      ),
    lineage: (id, selector, { limit, cursor } = {}) =>
      requestJson(transport, `${versionPath(id, selector)}/lineage`, shapes.lineage, { query: { limit, cursor } }),
    quarantine: (id, version, reason) =>
      requestJson(
        transport,
        `${versionPath(id, version)}/${reason === null ? 'unquarantine' : 'quarantine'}`,
        shapes.status,
        { method: 'POST', ...(reason === null ? {} : json({ reason })) },
      ),
    takeDown: (id, version, reason) =>
      requestJson(transport, `${versionPath(id, version)}/takedown`, shapes.status, {
        method: 'POST',
        ...json({ reason }),
      }),
    approvals: ({ all = false } = {}) =>
      requestJson(transport, '/v1/approvals', shapes.approvals, { query: { all: all ? 'true' : undefined } }),
    approval: (id, version) => requestJson(transport, `${versionPath(id, version)}/approval`, shapes.approval),
    approve: (id, version, digest) =>
      requestJson(transport, `${versionPath(id, version)}/approve`, shapes.published, {
        method: 'POST',
        ...json({ digest }),
      }),
    reject: (id, version, digest, reason) =>
      requestJson(transport, `${versionPath(id, version)}/reject`, shapes.status, {
        method: 'POST',
        ...json({ digest, reason }),
      }),
    setApprovals: (name, approvals) =>
      requestJson(transport, namespacePath(name), shapes.namespace, { method: 'PUT', ...json({ approvals }) }),
    changes: (query = {}) => requestJson(transport, '/v1/changes', shapes.changes, { query }),
    whoami: () => requestJson(transport, '/v1/whoami', shapes.whoAmI),
    beginSignIn: (request) =>
      requestJson(transport, '/v1/login/device', shapes.device, { method: 'POST', ...json(request) }),
    finishSignIn: (device_code) =>
      requestJson(transport, '/v1/login/token', shapes.signedIn, { method: 'POST', ...json({ device_code }) }),
    createReadToken: (name) =>
      requestJson(transport, '/v1/tokens', shapes.signedIn, { method: 'POST', ...json({ name }) }),
    exchangeIdToken: (namespace, id_token) =>
      requestJson(transport, '/v1/login/exchange', shapes.signedIn, {
        method: 'POST',
        ...json({ namespace, id_token }),
      }),
    audit: ({ namespace, ...query } = {}) =>
      requestJson(
        transport,
        namespace === undefined ? '/v1/audit' : `${namespacePath(namespace)}/audit`,
        shapes.audit,
        {
          query: { ...query },
        },
      ),
    auditCheckpoints: (since = 0) =>
      requestJson(transport, '/v1/audit/checkpoints', shapes.checkpoints, { query: { since, limit: 1000 } }),
    signAudit: () => requestJson(transport, '/v1/audit/checkpoints', shapes.checkpoint, { method: 'POST' }),
    auditConsistency: (since, until) =>
      requestJson(transport, '/v1/audit/consistency', shapes.consistency, { query: { since, until } }),
    report: (reports) =>
      requestJson(transport, '/v1/audit/reports', shapes.reportsTaken, { method: 'POST', ...json({ reports }) }),
    namespace: (name) => requestJson(transport, namespacePath(name), shapes.namespace),
    setVisibility: (name, visibility) =>
      requestJson(transport, namespacePath(name), shapes.namespace, { method: 'PUT', ...json({ visibility }) }),
    members: (name) => requestJson(transport, `${namespacePath(name)}/members`, shapes.members),
    setMember: (name, member, role) =>
      requestJson(transport, memberPath(name, member), shapes.members, { method: 'PUT', ...json({ role }) }),
    removeMember: async (name, member) =>
      void (await requestBytes(transport, memberPath(name, member), 1024, { method: 'DELETE' })),
    domains: (name) => requestJson(transport, `${namespacePath(name)}/domains`, shapes.domains),
    proveDomain: async (name, domain) => {
      const path = `${namespacePath(name)}/domains/${encodeURIComponent(domain)}`;
      await requestJson(transport, path, shapes.domains, { method: 'PUT' });
      return requestJson(transport, `${path}/check`, shapes.domains, { method: 'POST' });
    },
    removeDomain: async (name, domain) => {
      const path = `${namespacePath(name)}/domains/${encodeURIComponent(domain)}`;
      await requestBytes(transport, path, 1024, { method: 'DELETE' });
    },
    publishers: (name) => requestJson(transport, `${namespacePath(name)}/publishers`, shapes.publishers),
    trustWorkflow: (name, workflow) =>
      requestJson(transport, `${namespacePath(name)}/publishers`, shapes.publishers, {
        method: 'PUT',
        ...json(workflow),
      }),
    untrustWorkflow: (name, workflow) =>
      requestJson(transport, `${namespacePath(name)}/publishers`, shapes.publishers, {
        method: 'DELETE',
        ...json(workflow),
      }),
    publisherKeys: (name) => requestJson(transport, `${namespacePath(name)}/keys`, shapes.publisherKeys),
    addPublisherKey: (name, key) =>
      requestJson(transport, `${namespacePath(name)}/keys`, shapes.publisherKeys, { method: 'PUT', ...json(key) }),
    removePublisherKey: (name, keyid) =>
      requestJson(transport, `${namespacePath(name)}/keys/${encodeURIComponent(keyid)}`, shapes.publisherKeys, {
        method: 'DELETE',
      }),
    ...policyClient(transport),
    signOut: async () => void (await requestBytes(transport, '/v1/session', 1024, { method: 'DELETE' })),
  };
  return client;
}

function namespacePath(name: string): string {
  return `/v1/namespaces/${encodeURIComponent(name)}`;
}

function memberPath(namespace: string, { kind, subject }: Pick<Member, 'kind' | 'subject'>): string {
  return `${namespacePath(namespace)}/members/${kind}/${encodeURIComponent(subject)}`;
}

/** Says something of a version, or takes it back. */
function mark(transport: Transport, path: string, content: object | null): Promise<VersionSummary> {
  const body = content === null ? {} : json(content);
  return requestJson(transport, path, shapes.versionSummary, { method: 'POST', ...body });
}

async function fetchArchive(
  transport: Transport,
  client: RegistryClient,
  id: PluginId,
  selector: string,
  expected: string | undefined,
): Promise<FetchedArchive> {
  const version = await client.version(id, selector);
  const what = `${version.id}@${version.version}`;
  if (expected !== undefined) checkDigest(what, version.digest, expected);
  const tgz = await requestBytes(transport, version.archive.path, ARCHIVE_BYTES);
  checkDigest(`the archive of ${what}`, digestOf(tgz), version.archive.sha256);
  const { readBundle } = await import('../bundle/read.ts');
  const inspection = await readBundle(tgz);
  if (!inspection.ok) {
    throw new RolekitError('RK_FINDINGS', {
      count: inspection.findings.length,
      what: `the archive of ${what}`,
      findings: inspection.findings,
    });
  }
  checkDigest(what, inspection.bundle.digest, version.digest);
  return { tgz, version, bundle: inspection.bundle };
}

async function fetchTools(transport: Transport, id: PluginId, selector: string): Promise<ToolsFile> {
  const bytes = await requestBytes(transport, `${versionPath(id, selector)}/tools`, ARCHIVE_BYTES);
  const { parseTools } = await import('../plugin/tools.ts');
  const { tools, findings } = parseTools(new TextDecoder().decode(bytes));
  if (tools) return tools;
  throw new RolekitError('RK_FINDINGS', {
    count: findings.length,
    what: `the tools of ${id.namespace}/${id.name}`,
    findings,
  });
}

function checkDigest(what: string, found: string, expected: string): void {
  if (found !== expected) throw new RolekitError('RK_DIGEST_MISMATCH', { what, found, expected });
}

function baseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol) && !url.username && !url.password) {
    return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
  }
  throw new RolekitError('RK_INVALID_REQUEST', {
    // A password may hold any character: everything before the last @ goes.
    reason: `\`${text.replace(/^([a-z]+:\/\/)?.*@/is, '$1…@')}\` is not the address of a registry.`,
    hint: 'Write it as https://plugins.example.com, without credentials.',
  });
}

function json(value: unknown): Pick<RegistryRequest, 'body' | 'headers'> {
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

function base64(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64');
}

function headerText(waiver: string): string {
  if (/^[\x20-\x7e]+$/.test(waiver)) return waiver;
  throw new RolekitError('RK_INVALID_REQUEST', {
    reason: 'The reason of a waiver goes into a header, which takes plain ASCII on one line.',
    hint: 'Write it without accents, quotes of other kinds and line breaks.',
  });
}
