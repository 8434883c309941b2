import { isName } from '@rolekit/sdk/internal';
import type { AuditActor } from '@rolekit/sdk/internal/audit';
import type { FastifyBaseLogger, FastifyRequest } from 'fastify';
import { addressKey } from '../client-address.ts';
import type { RegistryError } from '../errors.ts';
import type { AuditEntry } from '../store/audit.ts';
import type { AuditRecord, OnceEntry } from '../store/audit-record.ts';
import type { Tokens } from '../store/tokens.ts';

/** Until what was noted is written. */
const BATCH_MS = 1000;
/** Kinds of refusals in an hour that get lines of their own, and places that tokens used. */
const MAX_REFUSALS = 1000;
const MAX_PLACES = 10_000;
/** That wait while the database cannot be written. */
const MAX_WAITING = 5000;
/** Codes that ask who it is, and refuse nobody. */
const QUESTIONS: ReadonlySet<string> = new Set(['RK_GIT_TOKEN_MISSING']);

interface Refusal {
  entry: AuditEntry;
  /** Since the line that tells of the first. */
  more: number;
}

/**
 * What requests leave in the audit record without a line each: a token's first use of each kind of route in an hour, and
 * refusals, of which equal ones are counted for an hour. Both are written in batches, in the order in which they came.
 */
export class Tally {
  readonly #record: AuditRecord;
  readonly #tokens: Pick<Tokens, 'used' | 'now'>;
  readonly #log: Pick<FastifyBaseLogger, 'warn'>;
  #hour = '';
  readonly #used = new Set<string>();
  readonly #refused = new Map<string, Refusal>();
  #waiting: OnceEntry[] = [];
  #writing: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  constructor(record: AuditRecord, tokens: Pick<Tokens, 'used' | 'now'>, log: Pick<FastifyBaseLogger, 'warn'>) {
    this.#record = record;
    this.#tokens = tokens;
    this.#log = log;
  }

  /** Notes that a token was used. Of a change the note is written before the change, so that the record reads in order. */
  async used(request: FastifyRequest, actor: AuditActor): Promise<void> {
    const { kind, isChange, ...place } = placeOf(request);
    const at = this.#now();
    const where = [place.namespace, place.name, place.version].join(' ');
    const isShort = this.#used.size >= MAX_PLACES;
    const key = `${this.#hour} ${actor.token} ${kind} ${isShort ? '' : where}`;
    if (this.#used.has(key)) return;
    this.#used.add(key);
    this.#add({ at, type: 'token-used', by: actor, data: { kind }, once: key, ...(isShort ? {} : place) });
    if (isChange) await this.flush();
  }

  /** Notes that a request was refused: who sent it, and what it asked for. */
  refused(request: FastifyRequest, { code, status }: Pick<RegistryError, 'code' | 'status'>, subject?: string): void {
    if (QUESTIONS.has(code)) return;
    const at = this.#now();
    const by = request.acting?.actor ?? { kind: 'anybody', name: addressKey(request.ip), token: null };
    const { url = 'unknown', method = request.method } = request.routeOptions;
    const place = targetOf(request);
    const key = [by.token ?? by.name, code, request.method, url, place.namespace, place.name, subject].join(' ');
    const known = this.#refused.get(key);
    if (known !== undefined) {
      known.more += 1;
      return;
    }
    const isFull = this.#refused.size >= MAX_REFUSALS;
    const route = `${[method].flat().includes(request.method) ? request.method : 'other'} ${url}`;
    const entry: AuditEntry = isFull
      ? { at, type: 'refused', by: null, outcome: 'refused', data: { code: 'others' } }
      : {
          at,
          type: 'refused',
          by,
          outcome: 'refused',
          data: { code, status, route },
          ...place,
          subject: subject ?? null,
        };
    if (isFull && this.#refused.has('others')) {
      this.#refused.set('others', { entry, more: (this.#refused.get('others')?.more ?? 0) + 1 });
      return;
    }
    this.#refused.set(isFull ? 'others' : key, { entry, more: 0 });
    this.#add(entry);
  }

  /** Writes what waits. */
  flush(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  /** Writes everything, counts too. */
  async close(): Promise<void> {
    this.#endHour();
    await this.flush();
    clearTimeout(this.#timer);
  }

  #now(): string {
    const at = this.#tokens.now().toISOString();
    const hour = at.slice(0, 13);
    if (hour !== this.#hour) {
      this.#endHour();
      this.#hour = hour;
    }
    return at;
  }

  /** Tells how often what was refused came again. */
  #endHour(): void {
    const at = this.#tokens.now().toISOString();
    for (const { entry, more } of this.#refused.values())
      if (more > 0) this.#add({ ...entry, at, data: { ...entry.data, more, since: entry.at } });
    this.#refused.clear();
    this.#used.clear();
  }

  #add(entry: OnceEntry): void {
    if (this.#waiting.length >= MAX_WAITING) this.#waiting.shift();
    this.#waiting.push(entry);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.flush();
    }, BATCH_MS).unref();
  }

  async #write(): Promise<void> {
    const entries = this.#waiting;
    if (entries.length === 0) return;
    this.#waiting = [];
    try {
      await this.#record.append(entries);
      const ids = new Set(entries.flatMap(({ type, by }) => (type === 'token-used' ? [tokenOf(by)] : [])));
      for (const id of ids) await this.#tokens.used({ id, lastUsedAt: null });
    } catch (error) {
      this.#waiting = [...entries, ...this.#waiting].slice(-MAX_WAITING);
      this.#log.warn({ err: error, lines: this.#waiting.length }, 'uses and refusals are not recorded yet');
    }
  }
}

function tokenOf(by: AuditEntry['by']): string {
  return typeof by === 'object' ? (by?.token ?? '') : '';
}

interface Target {
  namespace: string | null;
  name: string | null;
  version: string | null;
}

/** The kind of route, and what it gives out where that is a plugin: who took an archive or cloned it has installed it. */
function placeOf(request: FastifyRequest): Target & { kind: string; isChange: boolean } {
  const { url = '', config } = request.routeOptions;
  const nothing = { namespace: null, name: null, version: null };
  if (url.startsWith('/git/')) return { kind: 'git', isChange: false, ...targetOf(request) };
  if (url.endsWith('/archive')) return { kind: 'archive', isChange: false, ...targetOf(request) };
  const { access = 'anybody' } = config;
  const isChange = access === 'publish' || access === 'manage' || access === 'govern';
  return { kind: isChange || access === 'token' ? access : 'read', isChange, ...nothing };
}

/** What is in the path, as far as it can be names of ours: anything else is somebody's text. */
function targetOf(request: FastifyRequest): Target {
  const params = (request.params ?? {}) as Record<string, unknown>;
  const { namespace, name, version, repository } = params;
  const git = typeof repository === 'string' ? repository.replace(/\.git$/, '') : undefined;
  const plugin = git === undefined ? name : namespace === undefined ? undefined : git;
  const owner = namespace ?? (git === 'all' ? undefined : git);
  const nameIn = (text: unknown) => (typeof text === 'string' && text.length <= 64 && isName(text) ? text : null);
  const isVersion = typeof version === 'string' && /^[\w.+-]{1,100}$/.test(version);
  return { namespace: nameIn(owner), name: nameIn(plugin), version: isVersion ? version : null };
}
