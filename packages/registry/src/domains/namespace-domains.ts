import type { FastifyBaseLogger } from 'fastify';
import type { DomainFinding, Domains, StoredDomain } from '../store/domains.ts';
import type { DomainProof } from './domain-proof.ts';

/**
 * `pending`: never proven. `proven`: the last check found the proof. `failing`: it did not, and did within the days before.
 * `lost`: it has not for so long that the domain no longer counts as proven.
 */
export type DomainStatus = 'pending' | 'proven' | 'failing' | 'lost';

const HOUR_MS = 3_600_000;
/** Between two looks at what is due. */
const TICK_MS = 60_000;
const RECHECK_MS = 24 * HOUR_MS;
/** Of one whose last check found no proof. */
const RETRY_MS = 6 * HOUR_MS;
/** So long a proof that is not found any more counts: a name server may be down for a weekend. */
export const GRACE_DAYS = 7;
const MAX_AT_ONCE = 20;

/**
 * The domains of namespaces while a registry runs: each that was ever proven is looked at about once a day, one after the other
 * and at times that are spread. What pages show is in memory, so that they ask nobody.
 */
export class NamespaceDomains {
  readonly #store: Domains;
  readonly #proof: Pick<DomainProof, 'find'>;
  readonly #log: Pick<FastifyBaseLogger, 'warn'>;
  readonly #timer: NodeJS.Timeout;
  #shown = new Map<string, StoredDomain[]>();
  #working: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(store: Domains, proof: Pick<DomainProof, 'find'>, log: Pick<FastifyBaseLogger, 'warn'>) {
    this.#store = store;
    this.#proof = proof;
    this.#log = log;
    this.#timer = setInterval(() => {
      this.#working = this.#working.then(() => this.tick());
    }, TICK_MS);
    this.#timer.unref();
  }

  /** Those that were ever proven, by name. */
  shownIn(namespace: string): readonly StoredDomain[] {
    return this.#shown.get(namespace) ?? [];
  }

  statusOf({ provenAt, failingSince }: Pick<StoredDomain, 'provenAt' | 'failingSince'>): DomainStatus {
    if (provenAt === null) return 'pending';
    if (failingSince === null) return 'proven';
    const until = new Date(failingSince).getTime() + GRACE_DAYS * 24 * HOUR_MS;
    return this.#store.now().getTime() < until ? 'failing' : 'lost';
  }

  /** Takes what is stored, which another replica may have changed. */
  async refresh(): Promise<void> {
    const shown = new Map<string, StoredDomain[]>();
    for (const row of await this.#store.everProven())
      shown.set(row.namespace, [...(shown.get(row.namespace) ?? []), row]);
    if (!this.#isClosed) this.#shown = shown;
  }

  /** Looks at one now. */
  async check(domain: StoredDomain, by: string | null): Promise<DomainFinding> {
    const finding = await this.#proof.find(domain);
    if (this.#isClosed) return finding;
    const isProven = 'method' in finding;
    const isWatched = isProven || domain.provenAt !== null;
    const next = isWatched ? this.#spread(isProven ? RECHECK_MS : RETRY_MS) : null;
    await this.#store.found(domain, finding, next, by);
    await this.refresh();
    return finding;
  }

  /** Looks at those that are due, and takes what others changed. */
  async tick(): Promise<void> {
    try {
      for (const due of await this.#store.due(MAX_AT_ONCE)) {
        if (this.#isClosed) return;
        if (await this.#store.claim(due, this.#spread(RETRY_MS))) await this.check(due, null);
      }
      await this.refresh();
    } catch (error) {
      this.#log.warn({ err: error }, 'the domains of namespaces could not be looked at');
    }
  }

  /** Ends the looking; one that is under way leaves nothing behind. */
  close(): void {
    this.#isClosed = true;
    clearInterval(this.#timer);
  }

  /** A time about then: what was added together is not asked for together for ever. */
  #spread(milliseconds: number): Date {
    return new Date(this.#store.now().getTime() + milliseconds * (0.75 + Math.random() / 2));
  }
}
