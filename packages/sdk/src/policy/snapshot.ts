import type { createPublicKey, verify } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { RolekitError } from '../errors.ts';
import { isObject } from '../json-value.ts';
import type { PolicyDocument, SignatureKind } from './document.ts';
import { parsePolicy } from './parse.ts';

// Read at the start of every server, so it loads neither zod nor, where there is no snapshot, Node's cryptography.

/** What is signed: the company's policy as of a time, with what the registry says of versions that are on the machine. */
export interface PolicySnapshot {
  format: 1;
  /** Address of the registry. */
  registry: string;
  /** What hosts call the registry's marketplace of everything; older registries do not say. */
  marketplace?: string;
  /** RFC 3339, UTC. */
  issuedAt: string;
  expiresAt: string;
  /** Null where everything is allowed. */
  policy: PolicyDocument | null;
  plugins: SnapshotPlugin[];
}

/** A snapshot by the address that its registry has on this machine. */
export interface OpenedSnapshot extends PolicySnapshot {
  /** The address that its registry gives itself. */
  signedAs: string;
}

/** What a machine cannot find out without its registry. */
export interface SnapshotPlugin {
  /** `namespace/name` */
  id: string;
  version: string;
  digest: string;
  toolsetDigest: string;
  publisher: string;
  publishedAt: string;
  signatures: SignatureKind[];
}

/** A snapshot as a file of `~/.rolekit/policy` keeps it. */
export interface KeptSnapshot {
  format: 1;
  registry: string;
  /** Keys of the registry as they were pinned: SubjectPublicKeyInfo in base64. */
  keys: string[];
  envelope: { payloadType: string; payload: string; signatures: { keyid: string; sig: string }[] };
}

export const SNAPSHOT_TYPE = 'application/vnd.rolekit.policy+json';
export const MAX_SNAPSHOT_BYTES = 512 * 1024;
const MAX_SNAPSHOTS = 50;
const MARKETPLACE = /^[A-Za-z0-9_-]{1,100}$/;

/** Where the snapshots of this user's registries lie. */
export function snapshotFolder(home: string): string {
  return join(home, '.rolekit', 'policy');
}

/** All snapshots of a user; one that cannot be trusted is an error. */
export function readSnapshots(
  home: string,
  pinned: ReadonlyMap<string, readonly string[]> = new Map(),
): { snapshots: PolicySnapshot[]; broken: RolekitError[] } {
  const snapshots: PolicySnapshot[] = [];
  const broken: RolekitError[] = [];
  for (const path of snapshotFiles(home)) {
    try {
      snapshots.push(openSnapshot(path, readFileSync(path, 'utf8'), pinned));
    } catch (error) {
      if (error instanceof RolekitError) broken.push(error);
      else broken.push(untrusted(path, `cannot be read (${String((error as { code?: unknown }).code)})`));
    }
  }
  return { snapshots, broken };
}

function snapshotFiles(home: string): string[] {
  const folder = snapshotFolder(home);
  try {
    const found = readdirSync(folder).filter((name) => name.endsWith('.snapshot.json'));
    return found
      .sort()
      .slice(0, MAX_SNAPSHOTS)
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/**
 * What a kept snapshot says, when one of the keys signed it that belong to the address under which it is kept.
 *
 * @param pinned keys of registries that somebody else than this file names; they count instead of the file's own
 * @throws RK_FILE
 */
export function openSnapshot(
  path: string,
  text: string,
  pinned: ReadonlyMap<string, readonly string[]> = new Map(),
): OpenedSnapshot {
  const refuse = (reason: string) => untrusted(path, reason);
  if (text.length > 2 * MAX_SNAPSHOT_BYTES) throw refuse(`has more than ${2 * MAX_SNAPSHOT_BYTES} bytes`);
  const kept = parsed(text);
  if (!isKept(kept)) throw refuse('is not a signed copy of a policy');
  const { envelope, registry } = kept;
  const payload = Buffer.from(envelope.payload, 'base64');
  const keys = pinned.get(registry) ?? kept.keys;
  if (envelope.payloadType !== SNAPSHOT_TYPE || !isSigned(payload, envelope.signatures, keys))
    throw refuse(`is not signed by the key of ${registry}`);
  const snapshot = parsed(payload.toString('utf8'));
  if (!isSnapshot(snapshot)) throw refuse(`is not a policy of ${registry}`);
  const policy = snapshot.policy === null ? null : parsePolicy(snapshot.policy, refuse, { isLocal: false });
  // the key says whose it is; a registry may be reached by another address than the one that it gives itself
  return { ...snapshot, registry, signedAs: snapshot.registry, policy };
}

function isSigned(payload: Uint8Array, signatures: readonly { sig: string }[], keys: readonly string[]): boolean {
  const crypto = createRequire(import.meta.url)('node:crypto') as {
    createPublicKey: typeof createPublicKey;
    verify: typeof verify;
  };
  const type = Buffer.from(SNAPSHOT_TYPE);
  // the bytes that a DSSE signature is over
  const bytes = Buffer.concat([
    Buffer.from(`DSSEv1 ${type.length} `),
    type,
    Buffer.from(` ${payload.length} `),
    payload,
  ]);
  return keys.some((spki) => {
    try {
      const key = crypto.createPublicKey({ key: Buffer.from(spki, 'base64'), format: 'der', type: 'spki' });
      if (key.asymmetricKeyType !== 'ed25519') return false;
      return signatures.some(({ sig }) => crypto.verify(null, bytes, key, Buffer.from(sig, 'base64')));
    } catch {
      return false;
    }
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isKept(value: unknown): value is KeptSnapshot {
  if (!isObject(value) || value.format !== 1 || typeof value.registry !== 'string') return false;
  const { envelope, keys } = value;
  return (
    isTexts(keys) &&
    isObject(envelope) &&
    typeof envelope.payloadType === 'string' &&
    typeof envelope.payload === 'string' &&
    Array.isArray(envelope.signatures) &&
    envelope.signatures.length <= 16 &&
    envelope.signatures.every((entry) => isObject(entry) && typeof entry.sig === 'string')
  );
}

function isSnapshot(value: unknown): value is PolicySnapshot {
  return (
    isObject(value) &&
    value.format === 1 &&
    typeof value.registry === 'string' &&
    (value.marketplace === undefined ||
      (typeof value.marketplace === 'string' && MARKETPLACE.test(value.marketplace))) &&
    isTime(value.issuedAt) &&
    isTime(value.expiresAt) &&
    (value.policy === null || isObject(value.policy)) &&
    Array.isArray(value.plugins) &&
    value.plugins.every(isPlugin)
  );
}

function isPlugin(value: unknown): value is SnapshotPlugin {
  if (!isObject(value)) return false;
  const { signatures, publishedAt, ...texts } = value;
  const names = ['id', 'version', 'digest', 'toolsetDigest', 'publisher'];
  return isTime(publishedAt) && isTexts(signatures) && names.every((name) => typeof texts[name] === 'string');
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.length <= 100 && value.every((entry) => typeof entry === 'string');
}

function isTime(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(value);
}

function untrusted(path: string, reason: string): RolekitError {
  const hint = 'Fetch it again with `rolekit policy sync`; until then no plugin works here.';
  return new RolekitError('RK_FILE', { path, reason, hint });
}
