import type { Baseline } from '@rolekit/sdk/internal/plugin';
import type { PolicyDocument } from '@rolekit/sdk/internal/policy';
import type { Access, ContractClaim, PluginManifest, ToolsFile } from '@rolekit/sdk/plugin';
import type { SurfaceReport } from '@rolekit/sdk/wire';
import type { Finding } from '../archive-finding.ts';
import type { Accounts } from './accounts.ts';
import type { Attest, Attestations } from './attestations.ts';
import type { AuditRecord } from './audit-record.ts';
import type { Following } from './database.ts';
import type { DeviceLogins } from './device-logins.ts';
import type { Domains } from './domains.ts';
import type { Editions } from './editions.ts';
import type { Namespaces } from './namespaces.ts';
import type { KeptFacts, Policies } from './policies.ts';
import type { Person, Publisher } from './publisher.ts';
import type { PublisherKeys } from './publisher-keys.ts';
import type { Readable, Visibility } from './readable.ts';
import type { SigningKeys } from './signing-keys.ts';
import type { Tokens } from './tokens.ts';
import type { TrustedPublishers } from './trusted-publishers.ts';

/** A skill of one published version. */
export interface StoredSkill {
  name: string;
  description: string;
  digest: string;
  tools: string[];
  /** Its SKILL.md. */
  text: string;
}

/** What a publisher brings; the catalogue adds the place in the sequence. */
export interface NewVersion {
  namespace: string;
  name: string;
  version: string;
  digest: string;
  tgzDigest: string;
  /** Bytes of the .tgz. */
  size: number;
  /** git tree of its files. */
  tree: string;
  manifest: PluginManifest;
  tools: ToolsFile;
  skills: StoredSkill[];
  findings: Finding[];
  readme: string | undefined;
  /** What its publisher says that the contract suite found. */
  contract: ContractClaim | undefined;
  /** What it was built from. */
  base?: StoredBase | undefined;
  /** Number of the rules that it was inspected by. */
  ruleSet: number;
  publishedBy: string;
  /** Who let it be published, where that needs a second person. */
  approvedBy?: string;
  /** Channel that moves to this version in the same transaction. */
  channel: string | undefined;
}

/** Why a version should be used no more. */
export interface Deprecation {
  message: string;
  /** `namespace/name` of what to use instead. */
  replacement: string | null;
}

/** A deprecation with who said so, and when. */
export interface StoredDeprecation extends Deprecation {
  by: string;
  at: string;
}

/** Why a version is served nowhere. */
export interface Withholding {
  state: 'quarantined' | 'taken-down';
  reason: string;
  by: string;
  at: string;
}

/** Who withholds a version, or lifts that. */
export interface Withholder {
  name: string;
  /** What an administrator quarantined, only administrators lift. */
  isAdministrator: boolean;
}

/** Names one version. */
export interface VersionSubject {
  namespace: string;
  name: string;
  version: string;
}

/** One row of the list of versions. */
export interface StoredVersion {
  namespace: string;
  name: string;
  version: string;
  digest: string;
  tgzDigest: string;
  size: number;
  publishedAt: string;
  publishedBy: string;
  seq: number;
  prerelease: boolean;
  /** Why it was yanked. */
  yanked: string | null;
  /** Name of the token that yanked it; null also for what was yanked before names were kept. */
  yankedBy: string | null;
  yankedAt: string | null;
  deprecated: StoredDeprecation | null;
  waiver: string | null;
  /** Who let it be published; null where that needed nobody. */
  approvedBy: string | null;
  /** Null for one that is served. */
  withheld: Withholding | null;
  commit: string;
  /** Number of the rules that it was inspected by when it was published. */
  ruleSet: number;
}

/** What a version was built from, as its lock says it. */
export interface StoredBase extends VersionSubject {
  digest: string;
  range: string;
  /** The registry that serves it; null for this one. */
  registry: string | null;
}

/** A base of a version as a reader sees it. One that is not here is like one that may not be read. */
export type SeenBase =
  | { kind: 'here'; version: StoredVersion }
  | { kind: 'elsewhere'; base: StoredBase & { registry: string } }
  | { kind: 'hidden' };

/** Which versions that are based on one. */
export interface DerivedQuery {
  limit: number;
  /** Published before the event of this number. */
  before?: number | undefined;
}

export interface PublishedVersion extends StoredVersion {
  manifest: PluginManifest;
  /** What a policy looks at. */
  facts: KeptFacts;
}

/** Everything of one version. */
export interface FullVersion extends StoredVersion {
  manifest: PluginManifest;
  tools: ToolsFile;
  skills: Omit<StoredSkill, 'text'>[];
  findings: Finding[];
  surface: SurfaceReport | null;
  readme: string | null;
  contract: ContractClaim | null;
}

export interface LatestSkill {
  namespace: string;
  plugin: string;
  version: string;
  name: string;
  description: string;
  digest: string;
}

export interface StoredPlugin {
  namespace: string;
  name: string;
  displayName: string;
  description: string;
  role: string | null;
  category: string | null;
  connectors: string[];
  /** Highest stable version that is not yanked. */
  latest: string | null;
  /** The version that the other fields describe. */
  version: string;
  skills: number;
  tools: number;
  access: Access;
  publishedAt: string;
  /** Event of its first publication. */
  firstSeq: number;
}

export type EventType =
  | 'publish'
  | 'channel'
  | 'channel-removed'
  | 'yank'
  | 'unyank'
  | 'deprecate'
  | 'undeprecate'
  | 'approval-requested'
  | 'approved'
  | 'rejected'
  | 'approval-expired'
  | 'quarantine'
  | 'unquarantine'
  | 'takedown'
  | 'visibility'
  | 'policy'
  | 'policy-age';

/** One entry of the append-only sequence; `hash` covers the entry and the hash before it. */
export interface StoredEvent {
  seq: number;
  at: string;
  type: EventType;
  namespace: string;
  name: string;
  version: string;
  data: Record<string, unknown>;
  prev: string;
  hash: string;
}

/** An event beside the version that it says was published. */
export interface HistoryEntry {
  event: StoredEvent;
  published: Pick<StoredVersion, 'namespace' | 'name' | 'version' | 'digest' | 'commit'> | undefined;
}

/** What the publisher of a version decides with the published ones in view; runs inside the transaction, so it never waits. */
export interface Decision {
  surface: SurfaceReport | null;
  waiver: string | null;
}

export interface PublishOutcome {
  created: boolean;
  version: FullVersion;
  latest: string | null;
  /** In order; empty when nothing changed. */
  events: StoredEvent[];
}

export type ReviewState = 'waiting' | 'approved' | 'rejected' | 'expired';

/** A version that waits for a second person, or waited. */
export interface StoredReview extends VersionSubject {
  /** Of the event that asked for it. */
  seq: number;
  digest: string;
  tgzDigest: string;
  /** The comparison when it was sent. */
  surface: SurfaceReport | null;
  waiver: string | null;
  publisher: Publisher;
  requestedAt: string;
  expiresAt: string;
  state: ReviewState;
  decidedAt: string | null;
  decidedBy: string | null;
  reason: string | null;
}

/** With what is published when it is approved. */
export interface FullReview extends StoredReview {
  /** What was signed of it. */
  proof: object | null;
  submission: NewVersion;
}

/** Where versions wait, and who sends this one. */
export interface ReviewTerms {
  publisher: Publisher;
  /** What was signed of it, as JSON keeps it. */
  proof: object | null;
  /** Whether all namespaces ask for it, whatever they say themselves. */
  everywhere: boolean;
  /** Milliseconds that a version waits. */
  lifetime: number;
}

/** Versions that wait for a second person, or waited. */
export interface ReviewReads {
  /** The newest first; those that wait, or all, of these namespaces. */
  list(namespaces: 'all' | readonly string[], all: boolean, limit: number): Promise<StoredReview[]>;
  /** The newest of a version. */
  find(subject: VersionSubject): Promise<FullReview | undefined>;
  /** Whether versions of a namespace wait, as it says itself. */
  asksForApproval(namespace: string): Promise<boolean>;
  /** What a version would be compared with now. */
  baseline(submission: NewVersion): Promise<Baseline | undefined>;
}

/** A version that is not published before somebody else approves it. */
export interface WaitingOutcome {
  /** False when these bytes wait already. */
  created: boolean;
  review: StoredReview;
}

export interface PluginQuery {
  text?: string | undefined;
  namespace?: string | undefined;
  role?: string | undefined;
  connector?: string | undefined;
  limit: number;
  cursor?: string | undefined;
}

/** Which versions with connectors, by namespace, name and sequence. */
export interface ServerQuery {
  /** The last one of the page before. */
  after: { namespace: string; name: string; version: string } | undefined;
  limit: number;
  /** Part of `namespace/name`. */
  search: string | undefined;
  /** A version, or `latest`. */
  version: string | undefined;
  /** Published, or said something of, at or after this time. */
  since: string | undefined;
  /** Those too that are served nowhere. @default false */
  withheld?: boolean;
}

export interface PluginPage {
  plugins: StoredPlugin[];
  next: string | null;
}

/** What a reader sees. A plugin that it may not read is, in every answer, one that is not there. */
export interface CatalogueReads {
  /** @throws RK_CURSOR_INVALID, RK_QUERY_SHORT */
  plugins(query: PluginQuery): Promise<PluginPage>;
  plugin(namespace: string, name: string): Promise<StoredPlugin | undefined>;
  /** In the order of publication. */
  versions(namespace: string, name: string): Promise<StoredVersion[]>;
  /** `selector` is a version, a channel or `latest`. */
  version(namespace: string, name: string, selector: string): Promise<FullVersion | undefined>;
  /** Versions that have connectors. @throws RK_CURSOR_INVALID when `after` is no published version */
  servers(query: ServerQuery): Promise<StoredVersion[]>;
  /** The versions that these events published, with their manifests. */
  publishedAt(seqs: readonly number[]): Promise<PublishedVersion[]>;
  /** Skills of the latest version of every plugin, by namespace, plugin and name. */
  latestSkills(): Promise<LatestSkill[]>;
  skillText(namespace: string, name: string, version: string, skill: string): Promise<string | undefined>;
  /** A version by number or channel, also one that is withheld. */
  recorded(namespace: string, name: string, selector: string): Promise<StoredVersion | undefined>;
  /** Those that are served nowhere, in the order of publication. */
  withheldVersions(namespace: string, name: string): Promise<StoredVersion[]>;
  /** What a version is based on, the nearest first. */
  bases(subject: VersionSubject): Promise<SeenBase[]>;
  /** The versions that are built from exactly this one and are served, newest publication first. */
  derived(of: VersionSubject & { digest: string }, query: DerivedQuery): Promise<StoredVersion[]>;
  channels(namespace: string, name: string): Promise<{ channel: string; version: string }[]>;
  /** True when another namespace's plugin of this name came first: a host knows only the name. */
  isNameTaken(namespace: string, name: string): Promise<boolean>;
  namespaceExists(namespace: string): Promise<boolean>;

  /** In order, of one namespace or of all. */
  events(since: number, limit: number, namespace?: string): Promise<StoredEvent[]>;
}

/**
 * The rows behind every face of the registry. One interface; each implementation passes `catalogue.suite.ts`.
 *
 * Writes to one plugin happen one after the other; each is one transaction that also appends its events.
 */
export interface Catalogue extends CatalogueReads {
  /** The same rows as a reader of these private namespaces sees them. */
  readableIn(namespaces: Readable): CatalogueReads;

  /**
   * @throws RK_VERSION_CONFLICT when the version exists with another digest
   * @throws RK_VERSION_TWIN when a version of equal rank exists
   * @param attest signs what is written, in the same transaction
   * @throws whatever `decide` throws; nothing is written then
   */
  publish(
    input: NewVersion,
    decide: (baseline: Baseline | undefined) => Decision,
    attest?: Attest,
    terms?: ReviewTerms,
  ): Promise<PublishOutcome | WaitingOutcome>;
  /**
   * Publishes a version that waits, compared with what is published by now.
   *
   * @throws RK_REVIEW_UNKNOWN, RK_REVIEW_CLOSED, RK_REVIEW_CHANGED, RK_SELF_APPROVAL
   * @throws what `publish` throws; it goes on waiting then
   */
  approve(
    subject: VersionSubject,
    decision: { digest: string; by: Person },
    decide: (baseline: Baseline | undefined, review: FullReview) => Decision,
    attest: (review: FullReview) => Attest,
  ): Promise<PublishOutcome & { review: FullReview }>;
  /** @throws RK_REVIEW_UNKNOWN, RK_REVIEW_CLOSED, RK_REVIEW_CHANGED, RK_SELF_APPROVAL */
  reject(subject: VersionSubject, decision: { digest: string; by: Person; reason: string }): Promise<StoredReview>;
  /** Ends what has waited too long. @returns checksums of the archives that nothing may refer to now */
  expireReviews(): Promise<string[]>;
  /** Whether versions of a namespace wait for a second person; false when it is so already. */
  setApprovals(namespace: string, approvals: boolean, by: string): Promise<boolean>;
  /** @throws RK_PLUGIN_UNKNOWN, RK_VERSION_UNKNOWN */
  setChannel(namespace: string, name: string, channel: string, version: string): Promise<StoredEvent | undefined>;
  /** @throws RK_PLUGIN_UNKNOWN, RK_CHANNEL_UNKNOWN */
  removeChannel(namespace: string, name: string, channel: string): Promise<StoredEvent>;
  /** `reason` null takes the yank back. @throws RK_PLUGIN_UNKNOWN, RK_VERSION_UNKNOWN */
  yank(
    namespace: string,
    name: string,
    version: string,
    reason: string | null,
    by: string,
  ): Promise<StoredEvent | undefined>;
  /** `deprecation` null takes it back. @throws RK_PLUGIN_UNKNOWN, RK_VERSION_UNKNOWN */
  deprecate(
    namespace: string,
    name: string,
    version: string,
    deprecation: Deprecation | null,
    by: string,
  ): Promise<StoredEvent | undefined>;

  /**
   * Serves a version nowhere any more; with `taken-down` its texts go for good, and its archive is no longer referred to.
   *
   * @returns undefined when it was so already
   * @throws RK_PLUGIN_UNKNOWN, RK_VERSION_UNKNOWN, RK_VERSION_TAKEN_DOWN, RK_QUARANTINE_LOCKED
   */
  withhold(
    subject: VersionSubject,
    withholding: Pick<Withholding, 'state' | 'reason'>,
    by: Withholder,
  ): Promise<StoredEvent | undefined>;
  /** Lifts a quarantine. @throws what `withhold` throws */
  release(subject: VersionSubject, by: Withholder): Promise<StoredEvent | undefined>;

  /**
   * Makes a namespace public or private; undefined when it is so already.
   *
   * @returns the event; its `name` and `version` are empty
   */
  setVisibility(namespace: string, visibility: Visibility, by: string): Promise<StoredEvent | undefined>;

  /** Sets what the company allows, or takes it away; undefined when it is so already. */
  setPolicy(document: PolicyDocument | null, by: string): Promise<StoredEvent | undefined>;
  /** Notes that a version became old enough at this time; undefined when an event since then did. */
  noteAge(due: string): Promise<StoredEvent | undefined>;

  /** Events with the rows of what they published, in order, to compare them. */
  history(since: number, limit: number): Promise<HistoryEntry[]>;
  /** Versions that no event published. */
  unrecorded(): Promise<StoredVersion[]>;
  /** Sequence number of the newest event; 0 when there is none. */
  head(): Promise<number>;
  /** The digests of all archives that a version refers to. */
  blobs(): Promise<Set<string>>;
  /** True when a version refers to the archive of this checksum. */
  refersTo(tgzDigest: string): Promise<boolean>;

  /** Everything that happened. */
  readonly audit: AuditRecord;
  readonly reviews: ReviewReads;
  readonly tokens: Tokens;
  readonly accounts: Accounts;
  readonly namespaces: Namespaces;
  readonly deviceLogins: DeviceLogins;
  readonly trustedPublishers: TrustedPublishers;
  readonly domains: Domains;
  readonly signingKeys: SigningKeys;
  readonly attestations: Attestations;
  readonly publisherKeys: PublisherKeys;
  readonly policies: Policies;
  readonly editions: Editions;

  /** What the database finds wrong with its own pages and indexes. */
  integrity(): Promise<string[]>;
  /**
   * Computes the rows that describe a plugin from its versions again, and says which were wrong; they stay as they are unless
   * `keep`.
   */
  refresh(namespace: string, name: string, keep: boolean): Promise<string[]>;
  /** Rows of the search whose plugin is not there; they are removed if `remove`. */
  searchOrphans(remove: boolean): Promise<number[]>;
  /** Finds out whether it could write now. @throws what the database says */
  probe(): Promise<void>;
  /** Tells when any process committed events; undefined where this process is the only one. */
  follow(told: () => void): Following | undefined;
  close(): Promise<void>;
}
