import { createHash, randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, readFile, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOf } from '../../digest/digest.ts';
import { RolekitError } from '../../errors.ts';
import type { KeptLimits } from '../plugin/types.ts';
import { Columns, type Kinds } from './columns.ts';

/** Whose rows they are, and from where. */
export interface KeptOwner {
  home: string;
  principal: string;
  connector: string;
  environment: 'production' | 'sandbox';
  /** `OpenConnection.id`. */
  connection: string;
}

/** What is known of kept rows without reading them. */
export interface KeptResult {
  format: 1;
  handle: string;
  connector: string;
  environment: 'production' | 'sandbox';
  /** Digest of the owner's. */
  connection: string;
  tool: string;
  asOf: string;
  retrievedAt: string;
  expires: string;
  rows: number;
  bytes: number;
  /** Every row that the call matched. */
  whole: boolean;
  columns: Record<string, Kinds>;
}

// the end of its time is in the name: what is over is seen without opening it
const HANDLE = /^r([0-9a-z]{6,9})-[0-9a-f]{32}$/;
const FILE = /^(r[0-9a-z]{6,9}-[0-9a-f]{32})\.(?:json|jsonl)$/;

/** Writes rows as they come; nothing is kept until `finish`. */
export class KeptWriter {
  rows = 0;
  bytes = 0;
  readonly #owner: KeptOwner;
  readonly #limits: KeptLimits;
  readonly #handle: string;
  readonly #expires: Date;
  readonly #file: FileHandle;
  readonly #columns = new Columns();

  constructor(owner: KeptOwner, limits: KeptLimits, handle: string, expires: Date, file: FileHandle) {
    this.#owner = owner;
    this.#limits = limits;
    this.#handle = handle;
    this.#expires = expires;
    this.#file = file;
  }

  /** @throws RK_FILE when the user's folder cannot be written to */
  static async open(owner: KeptOwner, limits: KeptLimits): Promise<KeptWriter> {
    const expires = new Date(Math.ceil((Date.now() + limits.ms) / 1000) * 1000);
    const handle = `r${(expires.getTime() / 1000).toString(36)}-${randomBytes(16).toString('hex')}`;
    const folder = folderOf(owner);
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await sweep(owner.home);
      // many people may share one disk
      if ((await freeBytes(folder)) < limits.freeBytes + limits.bytes) throw cannotKeep(folder, { code: 'ENOSPC' });
      const file = await open(join(folder, `${handle}.jsonl`), 'wx', 0o600);
      return new KeptWriter(owner, limits, handle, expires, file);
    } catch (error) {
      throw error instanceof RolekitError ? error : cannotKeep(folder, error);
    }
  }

  /** Appends rows while they fit. Answers how many did. */
  async add(rows: readonly unknown[]): Promise<number> {
    let text = '';
    let count = 0;
    for (const row of rows) {
      const line = `${JSON.stringify(row) ?? 'null'}\n`;
      const bytes = Buffer.byteLength(line);
      if (this.rows + 1 > this.#limits.rows || this.bytes + bytes > this.#limits.bytes) break;
      this.#columns.see(row);
      text += line;
      this.rows++;
      this.bytes += bytes;
      count++;
    }
    try {
      await this.#file.appendFile(text);
    } catch (error) {
      throw cannotKeep(folderOf(this.#owner), error);
    }
    return count;
  }

  async finish(about: Pick<KeptResult, 'tool' | 'asOf' | 'retrievedAt' | 'whole'>): Promise<KeptResult> {
    const { connector, environment } = this.#owner;
    const folder = folderOf(this.#owner);
    const kept: KeptResult = {
      format: 1,
      handle: this.#handle,
      connector,
      environment,
      connection: digestOf(Buffer.from(this.#owner.connection)),
      ...about,
      expires: this.#expires.toISOString(),
      rows: this.rows,
      bytes: this.bytes,
      columns: this.#columns.kinds(),
    };
    try {
      await this.#file.close();
      await writeFile(join(folder, `${this.#handle}.json`), JSON.stringify(kept), { mode: 0o600, flag: 'wx' });
      await makeRoom(folder, this.#handle, this.#limits);
    } catch (error) {
      throw cannotKeep(folder, error);
    }
    return kept;
  }

  async discard(): Promise<void> {
    await this.#file.close().catch(() => {});
    await drop(folderOf(this.#owner), this.#handle);
  }
}

/** @throws RK_NOT_FOUND for a handle that is over or another's; RK_FORBIDDEN for one of another connection */
export async function findKept(owner: KeptOwner, handle: string): Promise<KeptResult> {
  const [, seconds] = HANDLE.exec(handle) ?? [];
  const missing = noKept(handle);
  if (seconds === undefined) throw missing;
  const until = Number.parseInt(seconds, 36) * 1000;
  const folder = folderOf(owner);
  if (until <= Date.now()) {
    await drop(folder, handle);
    throw new RolekitError('RK_NOT_FOUND', {
      what: `The kept result \`${handle}\`, which ended at ${new Date(until).toISOString()},`,
      hint: AGAIN,
    });
  }
  const text = await readFile(join(folder, `${handle}.json`), 'utf8').catch(() => undefined);
  if (text === undefined) throw missing;
  // our own writing, private to this user
  const kept = JSON.parse(text) as KeptResult;
  if (kept.format !== 1) throw missing;
  if (kept.connector !== owner.connector)
    throw new RolekitError('RK_INVALID_REQUEST', {
      reason: `The kept result \`${handle}\` belongs to ${kept.connector}.`,
      hint: `Use ${kept.connector}_read_results or ${kept.connector}_save_results.`,
    });
  if (kept.environment !== owner.environment || kept.connection !== digestOf(Buffer.from(owner.connection)))
    throw new RolekitError('RK_FORBIDDEN', {
      connector: owner.connector,
      reason: `the kept result \`${handle}\` belongs to another connection (${kept.environment}) than this one (${owner.environment}). ${AGAIN}`,
    });
  return kept;
}

/** The rows, in their order. @throws RK_NOT_FOUND when they made room for others meanwhile */
export async function* keptRows(owner: KeptOwner, { handle }: KeptResult): AsyncGenerator<unknown> {
  const file = await open(join(folderOf(owner), `${handle}.jsonl`)).catch((error: { code?: unknown }) => {
    throw error.code === 'ENOENT' ? noKept(handle) : cannotKeep(folderOf(owner), error);
  });
  try {
    let begun: string[] = [];
    // `readline` would also end a line at U+2028, which JSON leaves in texts
    for await (const chunk of file.createReadStream({ autoClose: false, encoding: 'utf8' })) {
      const [first = '', ...more] = String(chunk).split('\n');
      begun.push(first);
      for (const next of more) {
        yield JSON.parse(begun.join(''));
        begun = [next];
      }
    }
  } finally {
    await file.close();
  }
}

/** Deletes what is over, of every principal of this home. */
export async function sweep(home: string): Promise<void> {
  const root = join(home, '.rolekit', 'results');
  for (const principal of await names(root))
    for (const name of await names(join(root, principal))) {
      const [, handle = ''] = FILE.exec(name) ?? [];
      const [, seconds] = HANDLE.exec(handle) ?? [];
      if (seconds !== undefined && Number.parseInt(seconds, 36) * 1000 <= Date.now())
        await drop(join(root, principal), handle);
    }
}

async function makeRoom(folder: string, newest: string, limits: KeptLimits): Promise<void> {
  const kept = new Map<string, { bytes: number; at: number; finished: boolean }>();
  for (const name of await names(folder)) {
    const handle = FILE.exec(name)?.[1];
    const info = handle === undefined ? undefined : await stat(join(folder, name)).catch(() => undefined);
    if (!handle || !info) continue;
    const before = kept.get(handle);
    kept.set(handle, {
      bytes: info.size + (before?.bytes ?? 0),
      at: Math.max(info.mtimeMs, before?.at ?? 0),
      finished: name.endsWith('.json') || before?.finished === true,
    });
  }
  let total = [...kept.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  let count = kept.size;
  for (const [handle, { bytes, finished }] of [...kept].sort(([, a], [, b]) => a.at - b.at)) {
    if (count <= limits.results && total <= limits.totalBytes) return;
    // another call still writes what has no description yet
    if (handle === newest || !finished) continue;
    await drop(folder, handle);
    count--;
    total -= bytes;
  }
}

const AGAIN = 'Repeat the call that gave it, with `keep: true`.';

function noKept(handle: string): RolekitError {
  return new RolekitError('RK_NOT_FOUND', {
    what: `A kept result \`${handle}\` of yours`,
    hint: `It may belong to another person, or have been replaced by newer ones. ${AGAIN}`,
  });
}

async function drop(folder: string, handle: string): Promise<void> {
  for (const end of ['json', 'jsonl']) await rm(join(folder, `${handle}.${end}`), { force: true }).catch(() => {});
}

function folderOf({ home, principal }: KeptOwner): string {
  return join(home, '.rolekit', 'results', createHash('sha256').update(principal).digest('hex').slice(0, 32));
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

function names(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

function cannotKeep(folder: string, error: unknown): RolekitError {
  const reason = `rows cannot be kept there (${String((error as { code?: unknown }).code)})`;
  return new RolekitError(
    'RK_FILE',
    { path: folder, reason, hint: 'Read page by page, without `keep`.' },
    { cause: error },
  );
}
