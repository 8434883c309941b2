import { z } from 'zod';
import { canonicalJson } from '../digest/canonical.ts';
import { RolekitError } from '../errors.ts';
import { type Envelope, openEnvelope, signEnvelope } from './envelope.ts';
import type { PublicKey, Signer } from './keys.ts';
import { parseJson } from './rotation.ts';

/** A published version, as statements name it. */
export interface VersionSubject {
  /** `namespace/name`. */
  plugin: string;
  version: string;
  /** `sha256:<hex>` of its bundle: of the canonical tar. */
  digest: string;
  /** `sha256:<hex>` of the .tgz. */
  archive: string;
}

/** in-toto Statement v1: https://github.com/in-toto/attestation/tree/main/spec/v1. */
const TYPE = 'https://in-toto.io/Statement/v1';
const PAYLOAD_TYPE = 'application/vnd.in-toto+json';
const MAX_BYTES = 64 * 1024;

const statement = z.object({
  _type: z.literal(TYPE),
  subject: z.array(z.object({ name: z.string(), digest: z.object({ sha256: z.string() }) })).length(2),
  predicateType: z.string(),
  predicate: z.record(z.string(), z.unknown()),
});

/** Signs what is said of a version. */
export function signStatement(
  version: VersionSubject,
  predicateType: string,
  predicate: object,
  signer: Signer,
): Envelope {
  const said = { _type: TYPE, subject: subjectOf(version), predicateType, predicate };
  return signEnvelope(PAYLOAD_TYPE, Buffer.from(canonicalJson(said)), [signer]);
}

/**
 * What one of these keys says of this version, and of no other.
 *
 * @param what names the statement in an error: `the registry's statement`
 * @throws RK_SIGNATURE_INVALID
 */
export function openStatement<T>(
  envelope: unknown,
  about: VersionSubject,
  predicateType: string,
  predicate: z.ZodType<T>,
  keys: readonly PublicKey[],
  what: string,
): { predicate: T; keyid: string } {
  const named = `${what} on ${about.plugin} ${about.version}`;
  const { payload, signedBy } = openEnvelope(envelope, {
    payloadType: PAYLOAD_TYPE,
    keys,
    maxBytes: MAX_BYTES,
    what: named,
  });
  const said = statement.safeParse(parseJson(payload));
  if (!said.success) throw notRight(named, 'it holds no in-toto statement of a version');
  if (said.data.predicateType !== predicateType)
    throw notRight(named, `it holds \`${said.data.predicateType}\`, expected \`${predicateType}\``);
  for (const [at, expected] of subjectOf(about).entries()) {
    const found = said.data.subject[at];
    if (found?.name !== expected.name) throw notRight(named, `it is about ${found?.name}, not about ${expected.name}`);
    if (found.digest.sha256 !== expected.digest.sha256)
      throw notRight(named, `it signs sha256:${found.digest.sha256}, found sha256:${expected.digest.sha256}`);
  }
  const parsed = predicate.safeParse(said.data.predicate);
  if (!parsed.success)
    throw notRight(named, `it lacks ${parsed.error.issues[0]?.path.join('.') ?? 'what it has to say'}`);
  // openEnvelope returns with one key at least
  return { predicate: parsed.data, keyid: signedBy[0] ?? '' };
}

/** The bundle, whose digest is the version's identity, and the archive that carries it. */
function subjectOf({ plugin, version, digest, archive }: VersionSubject) {
  return [
    { name: `${plugin}@${version}`, digest: { sha256: hexOf(digest) } },
    { name: `${plugin}@${version}.tgz`, digest: { sha256: hexOf(archive) } },
  ];
}

function hexOf(digest: string): string {
  return digest.slice('sha256:'.length);
}

export function notRight(what: string, reason: string): RolekitError {
  return new RolekitError('RK_SIGNATURE_INVALID', {
    what,
    reason,
    hint: 'Do not install it; tell its publisher and the operator of the registry.',
  });
}
