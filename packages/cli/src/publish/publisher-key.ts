import { readFile } from 'node:fs/promises';
import { hostname, userInfo } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { RolekitError } from '@rolekit/sdk';
import { readParsed, writeWhole } from '@rolekit/sdk/internal';
import { openValues, valuesProfile } from '@rolekit/sdk/internal/settings';
import { newSigningKey, publicKeyOf, type Signer, signerOf } from '@rolekit/sdk/internal/signing';
import { z } from 'zod';
import type { CommandContext } from '../command.ts';
import { asksPassphrase, chooseStore, profileFor } from '../connect/secret-store.ts';
import { homeOf } from '../rolekit-home.ts';

const FIELD = {
  name: 'key',
  title: 'Signing key',
  description: 'Signs what its user publishes',
  env: 'ROLEKIT_PUBLISHER_KEY',
  secret: true,
  required: true,
};
/** What the sealed key belongs to, as a profile belongs to its connector. */
const PLACE = { connector: 'publisher-key', profile: 'default' };

const file = () => z.object({ format: z.literal(1), publicKey: z.string(), secret: valuesProfile() });

/** `~/.rolekit/publisher-key.json`: the key that its user signs publications with. */
export function publisherKeyPath(home: string): string {
  return join(home, '.rolekit', 'publisher-key.json');
}

/**
 * The key to sign publications with: the one of a file, else the user's own, which is made when it is first needed and kept as
 * other secrets are.
 *
 * @throws RK_FILE, RK_SEALED, RK_KEYCHAIN
 */
export async function publisherKey(named: string | undefined, context: CommandContext): Promise<Signer> {
  const path = named || context.env.ROLEKIT_PUBLISHER_KEY_FILE;
  if (path) return fromPem(resolve(context.cwd, path));
  const home = homeOf(context.env);
  const own = publisherKeyPath(home);
  const kept = await readParsed(own, file, 'Remove it; the next signature makes a new key.');
  if (kept === undefined) return makeKey(own, home, context);
  const { sealed } = kept.secret;
  const ask = asksPassphrase(context);
  const values = sealed
    ? await openValues({ ...kept.secret, sealed }, { ...PLACE, home, env: context.env, ask }).catch(sealedKey(own))
    : kept.secret.values;
  return signerOf(values.key ?? '', own);
}

/**
 * A public key to add to a namespace: `own`, or the path of one in PEM.
 *
 * @throws RK_FILE
 */
export async function namedKey(text: string, context: CommandContext): Promise<{ spki: string; label: string }> {
  if (text === 'own') {
    const { publicKey } = await publisherKey(undefined, context);
    return { spki: publicKey.spki, label: `${userName()} at ${hostname()}`.slice(0, 100) };
  }
  const path = resolve(context.cwd, text);
  const key = publicKeyOf(await readPem(path));
  if (key !== undefined) return { spki: key.spki, label: basename(path).slice(0, 100) };
  const hint = 'Make one with `openssl pkey -in key.pem -pubout`.';
  throw new RolekitError('RK_FILE', { path, reason: 'is not an Ed25519 public key in PEM', hint });
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'somebody';
  }
}

async function fromPem(path: string): Promise<Signer> {
  return signerOf(await readPem(path), path);
}

function readPem(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: unknown) => {
    const hint = 'Use a file with an Ed25519 key in PEM.';
    throw new RolekitError('RK_FILE', { path, reason: 'the key cannot be read', hint }, { cause });
  });
}

async function makeKey(path: string, home: string, context: CommandContext): Promise<Signer> {
  const request = { store: undefined, passphraseFile: undefined, before: undefined, fields: [FIELD], home };
  const store = await chooseStore(request, context);
  const pem = newSigningKey();
  const signer = signerOf(pem, path);
  const secret = profileFor(store, { values: { key: pem } }, [FIELD], PLACE);
  const kept = { format: 1, publicKey: signer.publicKey.spki, secret };
  await writeWhole(path, `${JSON.stringify(kept, null, 2)}\n`);
  return signer;
}

function sealedKey(path: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof RolekitError)) throw error;
    const reason = `the key in it cannot be opened: ${String(error.data.reason ?? error.message)}`;
    const hint = 'Give the passphrase or the keychain that it was sealed with, or remove the file for a new key.';
    throw new RolekitError('RK_FILE', { path, reason, hint }, { cause: error });
  };
}
