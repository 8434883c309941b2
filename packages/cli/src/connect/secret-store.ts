import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { RolekitError } from '@rolekit/sdk';
import {
  hostEnvironment,
  keychainSealer,
  MIN_PASSPHRASE_LENGTH,
  passphraseSealer,
  probeKeychain,
  type Sealer,
  sealValues,
} from '@rolekit/sdk/internal/settings';
import type { ConfigField } from '@rolekit/sdk/plugin';
import type { Profile } from '@rolekit/sdk/settings';
import type { CommandContext } from '../command.ts';
import { interrupted, usageError } from '../errors.ts';
import { STORES, type StoreName } from './store-names.ts';

/** Where the secrets of a profile are going to lie; settled before anything is asked for or tried. */
export interface Store {
  name: StoreName;
  /** Why it is not the keychain, or what to know of it. */
  note?: string;
  sealer?: Sealer;
}

interface StoreRequest {
  /** `--store` */
  store: string | undefined;
  passphraseFile: string | undefined;
  /** The profile that is replaced. */
  before: Profile | undefined;
  fields: readonly ConfigField[];
  home: string;
}

/**
 * Settles where secrets go: where `--store` says, where they are already, where `ROLEKIT_STORE` says, else in the keychain if
 * servers can read it there. Undefined where there are none.
 *
 * @throws RK_USAGE; RK_KEYCHAIN when the keychain was asked for and cannot be used
 */
export async function chooseStore(request: StoreRequest, context: CommandContext): Promise<Store | undefined> {
  const { before, home, fields, passphraseFile } = request;
  const named = request.store ?? (passphraseFile === undefined ? undefined : 'passphrase');
  const kept = before && 'values' in before ? (before.sealed?.by ?? 'file') : undefined;
  const store = storeNamed(named ?? kept ?? context.env.ROLEKIT_STORE);
  if (!fields.some((field) => field.secret)) return undefined;
  if (passphraseFile !== undefined && store !== 'passphrase')
    throw usageError(`--passphrase-file does not go with --store ${store}.`, 'Use --store passphrase.');
  if (store === 'file') return { name: 'file' };
  if (store === 'passphrase') return { name: 'passphrase', sealer: await byPassphrase(passphraseFile, context) };
  if (store === 'keychain') return byKeychain(home, context.env);
  const env = hostEnvironment(context.env);
  context.progress.step('Testing the keychain');
  const unusable = await probeKeychain({ env, home });
  if (unusable) return { name: 'file', note: `servers cannot read the keychain here: ${reasonOf(unusable)}` };
  return { name: 'keychain', sealer: await keychainSealer({ env, home }) };
}

/** The profile as it is written: its secrets sealed, where the store is not the private file. */
export function profileFor(
  store: Store | undefined,
  profile: Profile,
  fields: readonly ConfigField[],
  place: { connector: string; profile: string },
): Profile {
  const { sealer } = store ?? {};
  if (!sealer || !('values' in profile)) return profile;
  // what is not declared may be a secret of another version
  const open = new Set(fields.filter((field) => !field.secret).map((field) => field.name));
  return sealValues(sealer, profile.values, (field) => !open.has(field), place);
}

/** Asks a person for the passphrase of what is sealed already, when it is needed for the first time. */
export function asksPassphrase(context: CommandContext): (() => Promise<string>) | undefined {
  if (!context.interactive) return undefined;
  let answer: Promise<string> | undefined;
  return () => {
    answer ??= ask('Passphrase of the saved settings', context);
    return answer;
  };
}

function storeNamed(name: string | undefined): StoreName | undefined {
  const known = STORES.find((store) => store === name);
  if (name !== undefined && !known) throw usageError(`Unknown store \`${name}\`.`, `Use ${STORES.join(', ')}.`);
  return known;
}

async function byKeychain(home: string, env: NodeJS.ProcessEnv): Promise<Store> {
  const sealer = await keychainSealer({ env, home });
  const unreachable = await probeKeychain({ env: hostEnvironment(env), home });
  if (!unreachable) return { name: 'keychain', sealer };
  const note = `servers started by a host cannot reach it: ${reasonOf(unreachable)}`;
  return { name: 'keychain', sealer, note };
}

async function byPassphrase(named: string | undefined, context: CommandContext): Promise<Sealer> {
  const file = named === undefined ? undefined : resolve(context.cwd, named);
  const passphrase = await givenPassphrase(file, context);
  if (passphrase.length < MIN_PASSPHRASE_LENGTH)
    throw usageError(
      `The passphrase is shorter than ${MIN_PASSPHRASE_LENGTH} characters.`,
      'Use a longer one, such as several unrelated words.',
    );
  return passphraseSealer(passphrase, file);
}

async function givenPassphrase(file: string | undefined, context: CommandContext): Promise<string> {
  const { ROLEKIT_PASSPHRASE: text, ROLEKIT_PASSPHRASE_FILE: named } = context.env;
  const path = file ?? (text ? undefined : named);
  if (path) {
    const content = await readFile(path, 'utf8').catch(() => undefined);
    if (content === undefined)
      throw usageError(`${path} cannot be read.`, 'Use a file that contains only the passphrase.');
    return content.replace(/\r?\n$/, '');
  }
  if (text) return text;
  if (!context.interactive)
    throw usageError(
      'A passphrase is needed, and this is not a terminal.',
      'Set ROLEKIT_PASSPHRASE or ROLEKIT_PASSPHRASE_FILE, or use --passphrase-file.',
    );
  const first = await ask('Passphrase for the secrets', context);
  if ((await ask('Repeat it', context)) === first) return first;
  throw usageError('The two passphrases differ.', 'Run it again.');
}

async function ask(message: string, context: CommandContext): Promise<string> {
  const { password, isCancel } = await import('@clack/prompts');
  const validate = (value: string | undefined) => (value ? undefined : 'Required.');
  const answer = await password({ message, validate, signal: context.signal, output: process.stderr });
  if (isCancel(answer)) throw interrupted('Nothing was saved.', 'Run it again when you have the passphrase.');
  return answer;
}

function reasonOf(error: RolekitError): string {
  return String(error.data.reason ?? error.message);
}
