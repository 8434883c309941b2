import { randomBytes } from 'node:crypto';
import { RolekitError } from '../../errors.ts';
import { connectionPath, type Sealed, type ValuesProfile } from '../profiles.ts';
import type { KeychainOptions } from './keychain-type.ts';
import { COST, findPassphrase, passphraseKey } from './passphrase.ts';
import { seal, unseal } from './seal.ts';
import { currentKey, keychainKey } from './sealing-keys.ts';

/** Which profile, and from where its key is reached. */
export interface ProfilePlace extends KeychainOptions {
  connector: string;
  profile: string;
  /** Asks a person for the passphrase, where the environment has none. */
  ask?: (() => Promise<string>) | undefined;
}

/** A sealed profile without its content: where the key is. */
type Source<S = Sealed> = S extends unknown ? Omit<S, 'fields' | 'data'> : never;

/** A key in hand, and what tells the next process where to find it. */
export interface Sealer {
  source: Source;
  key: Buffer;
}

/** Seals with the user's key in the keychain, which is made when there is none. @throws RK_KEYCHAIN */
export async function keychainSealer(options: KeychainOptions): Promise<Sealer> {
  const { id, key } = await currentKey(options);
  return { source: { by: 'keychain', key: id }, key };
}

/** Seals with a passphrase; `file` when a server is to read it from there. */
export async function passphraseSealer(passphrase: string, file?: string): Promise<Sealer> {
  const salt = randomBytes(16).toString('base64url');
  const source = { by: 'passphrase' as const, ...(file === undefined ? {} : { file }), salt, cost: COST };
  return { source, key: await passphraseKey(passphrase, source) };
}

/** Splits settings in those to be read by anybody who has the file, and those that are sealed: all secret ones. */
export function sealValues(
  { source, key }: Sealer,
  values: Readonly<Record<string, string>>,
  isSecret: (field: string) => boolean,
  place: Pick<ProfilePlace, 'connector' | 'profile'>,
): ValuesProfile {
  const entries = Object.entries(values);
  const open = Object.fromEntries(entries.filter(([field]) => !isSecret(field)));
  const secret = Object.fromEntries(entries.filter(([field]) => isSecret(field)));
  const sealed = { ...source, fields: Object.keys(secret) };
  return {
    values: open,
    sealed: { ...sealed, data: seal(JSON.stringify(secret), key, contextOf(sealed, open, place)) },
  };
}

/** All settings of a sealed profile. @throws RK_SEALED */
export async function openValues(
  profile: ValuesProfile & { sealed: Sealed },
  place: ProfilePlace,
): Promise<Record<string, string>> {
  return (await openProfile(profile, place)).values;
}

/** All settings of a sealed profile, and the means to seal changed ones in the same way. @throws RK_SEALED */
export async function openProfile(
  { values, sealed }: ValuesProfile & { sealed: Sealed },
  place: ProfilePlace,
): Promise<{ values: Record<string, string>; sealer: Sealer }> {
  const { data, ...source } = sealed;
  const key = await keyOf(sealed, place);
  const text = unseal(data, key, contextOf(source, values, place));
  if (text === undefined) {
    const reason =
      sealed.by === 'passphrase'
        ? 'the passphrase is wrong, or something else changed the file'
        : 'something else changed the file, or it comes from another profile or connector';
    throw sealedError(place, reason, `Run \`${commandOf(place)}\` again; its settings are not changed by hand.`);
  }
  const { fields: _, ...rest } = source;
  return { values: { ...values, ...(JSON.parse(text) as Record<string, string>) }, sealer: { source: rest, key } };
}

/**
 * What a sealed text belongs to. The open settings are part of it, so that nobody points a sealed token at another base
 * URL; so is the source, so that a weaker one cannot be written over it.
 */
function contextOf(
  source: Omit<Sealed, 'data'>,
  open: Readonly<Record<string, string>>,
  { connector, profile }: Pick<ProfilePlace, 'connector' | 'profile'>,
): unknown {
  return { connector, profile, source, open };
}

async function keyOf(sealed: Sealed, place: ProfilePlace): Promise<Buffer> {
  if (sealed.by === 'passphrase') return passphraseKey(await passphraseOf(sealed, place), sealed);
  try {
    const key = await keychainKey(sealed.key, place);
    if (key) return key;
  } catch (error) {
    if (!(error instanceof RolekitError)) throw error;
    throw sealedError(place, `the keychain of this system cannot be used: ${error.data.reason}`, hintOf(error), error);
  }
  throw sealedError(
    place,
    `their key (${sealed.key}) is no longer in the keychain`,
    `Run \`${commandOf(place)}\` to enter them again.`,
  );
}

async function passphraseOf({ file }: Extract<Sealed, { by: 'passphrase' }>, place: ProfilePlace): Promise<string> {
  const found = await findPassphrase(file, place.env);
  if ('passphrase' in found) return found.passphrase;
  if (place.ask) return place.ask();
  const hint =
    `Start the server with one of them, name a file that every host's server can read with \`${commandOf(place)} ` +
    '--store passphrase --passphrase-file <file>`, or use another --store.';
  throw sealedError(place, found.missing, hint);
}

function hintOf(error: RolekitError): string {
  // what it says of --store is for the command that stores
  return error.fix.replace(/,? or use --store .*$/, '.').replace(/^Use --store .*$/, 'Connect again.');
}

function commandOf({ connector, profile }: ProfilePlace): string {
  return `rolekit connect ${connector}${profile === 'default' ? '' : ` --profile ${profile}`}`;
}

function sealedError(place: ProfilePlace, reason: string, hint: string, cause?: unknown): RolekitError {
  const { connector, profile, home } = place;
  const data = { connector, profile, path: connectionPath(connector, home), reason, hint };
  return new RolekitError('RK_SEALED', data, { cause });
}
