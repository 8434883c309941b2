import { verify } from 'node:crypto';
import { z } from 'zod';
import { RolekitError } from '../errors.ts';
import { keyObjectOf, type PublicKey, publicKeyOf, type Signer, shortKeyId } from './keys.ts';

/** A signed message: https://github.com/secure-systems-lab/dsse. */
export interface Envelope {
  payloadType: string;
  /** Base64. */
  payload: string;
  signatures: { keyid: string; sig: string }[];
}

export interface OpenOptions {
  /** What the payload has to be. */
  payloadType: string;
  /** Keys that count; one of them has to have signed. */
  keys: readonly PublicKey[];
  /** Of the payload. @default 65536 */
  maxBytes?: number;
  /** Names the envelope in an error. @default 'this envelope' */
  what?: string;
}

export interface OpenedEnvelope {
  payload: Uint8Array;
  /** Ids of the keys whose signature is right, each once, in the order of `keys`. */
  signedBy: string[];
}

const MAX_SIGNATURES = 16;
const MAX_BYTES = 64 * 1024;
const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;

export const envelopeShape = z.object({
  payloadType: z.string().min(1).max(200),
  payload: z.string().regex(BASE64),
  signatures: z
    .array(z.object({ keyid: z.string().max(200).default(''), sig: z.string().max(1024).regex(BASE64) }))
    .min(1)
    .max(MAX_SIGNATURES),
});

/** The bytes that a DSSE signature is over: the lengths keep type and payload from running into each other. */
export function preAuthEncoding(payloadType: string, payload: Uint8Array): Uint8Array {
  const type = Buffer.from(payloadType);
  return Buffer.concat([Buffer.from(`DSSEv1 ${type.length} `), type, Buffer.from(` ${payload.length} `), payload]);
}

/** Signs a payload with each key. */
export function signEnvelope(payloadType: string, payload: Uint8Array, signers: readonly Signer[]): Envelope {
  const bytes = preAuthEncoding(payloadType, payload);
  return {
    payloadType,
    payload: Buffer.from(payload).toString('base64'),
    signatures: signers.map((signer) => ({
      keyid: signer.keyid,
      sig: Buffer.from(signer.sign(bytes)).toString('base64'),
    })),
  };
}

/**
 * The payload of an envelope that one of these keys signed.
 *
 * @throws RK_SIGNATURE_INVALID
 */
export function openEnvelope(
  envelope: unknown,
  { payloadType, keys, maxBytes = MAX_BYTES, what = 'this envelope' }: OpenOptions,
): OpenedEnvelope {
  const parsed = envelopeShape.safeParse(envelope);
  if (!parsed.success) {
    const place = parsed.error.issues[0]?.path.join('.') || 'its root';
    throw invalid(what, `it is not a DSSE envelope (see ${place})`);
  }
  const { signatures, ...said } = parsed.data;
  if (said.payloadType !== payloadType)
    throw invalid(what, `it holds \`${said.payloadType}\`, expected \`${payloadType}\``);
  if (said.payload.length > Math.ceil(maxBytes / 3) * 4) throw invalid(what, `it holds more than ${maxBytes} bytes`);
  const payload = Buffer.from(said.payload, 'base64');
  const bytes = preAuthEncoding(payloadType, payload);
  const signedBy = keys.flatMap((key) => {
    const object = keyObjectOf(key.spki);
    // what the id of a key says is not believed, and that of a signature only says which key to try
    const keyid = publicKeyOf(key.spki)?.keyid;
    if (object === undefined || keyid === undefined) return [];
    const right = signatures.some(
      (signature) =>
        (signature.keyid === '' || signature.keyid === keyid) &&
        verify(null, bytes, object, Buffer.from(signature.sig, 'base64')),
    );
    return right ? [keyid] : [];
  });
  if (signedBy.length > 0) return { payload, signedBy: [...new Set(signedBy)] };
  throw invalid(what, whyUnsigned(signatures, keys));
}

function whyUnsigned(signatures: Envelope['signatures'], keys: readonly PublicKey[]): string {
  const trusted = new Set(keys.map(({ keyid }) => keyid));
  const named = signatures.find(({ keyid }) => trusted.has(keyid));
  if (named) return `its content is not what the key ${shortKeyId(named.keyid)} signed`;
  const found = signatures.map(({ keyid }) => (keyid === '' ? 'a key without id' : shortKeyId(keyid))).join(', ');
  const expected = keys.map(({ keyid }) => shortKeyId(keyid)).join(' or ') || 'a key, but none is known';
  return `it is signed by ${found}, expected ${expected}`;
}

function invalid(what: string, reason: string): RolekitError {
  return new RolekitError('RK_SIGNATURE_INVALID', {
    what,
    reason,
    hint: 'Do not use it. Fetch it again; if it stays so, tell who signs it.',
  });
}
