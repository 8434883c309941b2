import type { ArchiveLimits } from '@rolekit/sdk/bundle';
import type { Signer } from '@rolekit/sdk/internal/signing';
import type { Access } from './access/authentication.ts';
import type { Checkpoints } from './audit/checkpoints.ts';
import type { Tally } from './audit/tally.ts';
import type { Feed } from './change-feed.ts';
import type { NamespaceDomains } from './domains/namespace-domains.ts';
import type { KeyedQueue } from './git/keyed-queue.ts';
import type { Repositories } from './git/repositories.ts';
import type { CompanyPolicy } from './policy/company-policy.ts';
import type { InspectionQueue } from './publish/inspection-queue.ts';
import type { PublishStep } from './publish/request.ts';
import type { Rate } from './rate-limits.ts';
import type { Answers } from './response-cache.ts';
import type { IdTokens } from './sign-in/id-token.ts';
import type { Provider } from './sign-in/provider.ts';
import type { Blobs } from './store/blobs.ts';
import type { Catalogue, CatalogueReads } from './store/catalogue.ts';

/** How much the registry takes. */
export interface RegistryLimits extends ArchiveLimits {
  /** With one token. @default 300 */
  publishesPerMinute: number;
  /** Other changes with one token: channels, yanks, deprecations. @default 300 */
  changesPerMinute: number;
  /** Requests from one address that need a token and have no good one. @default 30 */
  failuresPerMinute: number;
  /** Tries to sign in from one address. @default 20 */
  signInsPerMinute: number;
  /** Searches and archives from one address. @default 3000 */
  readsPerMinute: number;
}

/** What is counted by token or by address. */
export interface Rates {
  publishes: Rate;
  changes: Rate;
  reads: Rate;
  /** Requests that bring reports of commands, by account. */
  reports: Rate;
  /** Tries to sign in, by address. */
  signIns: Rate;
  /** Looks for the proof of a domain, by namespace. */
  domainChecks: Rate;
}

/** What the faces of one registry share. */
export interface Context {
  /** Name of the marketplace of everything. */
  name: string;
  /** Where clients reach the registry; no slash at the end. */
  publicUrl: () => string;
  limits: RegistryLimits;
  /** Origins at private addresses at which remote servers may be. */
  privateRemotes: readonly string[];
  /** What changes it; what a request reads goes through `access`. */
  catalogue: Omit<Catalogue, keyof CatalogueReads>;
  blobs: Blobs;
  repositories: Repositories;
  inspecting: InspectionQueue;
  /** Uploads of the same bytes are stored one after the other. */
  storing: KeyedQueue;
  answers: Answers;
  /** Whether all namespaces ask for a second person, and how long versions wait. */
  approvals: { everywhere: boolean; lifetime: number };
  /** Who may do what, and what each request sees of the catalogue. */
  access: Access;
  /** Uses of tokens and refusals, for the audit record. */
  tally: Tally;
  checkpoints: Checkpoints;
  /** The company's own sign-in; undefined where there are local accounts only. */
  provider: Provider | undefined;
  /** Domains of namespaces, and what is known of each. */
  domains: NamespaceDomains;
  /** Of CIs that publish. */
  idTokens: IdTokens;
  /** What the company allows. */
  company: CompanyPolicy;
  rates: Rates;
  /** Signs with the registry's key. */
  signer: Signer;
  feed: Feed;
  /** A place for tests to fail at; called after each step of publishing. */
  afterStep: (step: PublishStep) => void | Promise<void>;
}
