import { makePerson } from '@rolekit/sdk/internal/settings';
import { readConnection } from '@rolekit/sdk/settings';
import type { CommandContext } from '../command.ts';
import { homeOf } from '../rolekit-home.ts';
import { findConnector } from './find-connector.ts';
import { moveSecrets, onlyMoves } from './move-secrets.ts';
import { withoutOwn } from './person-home.ts';
import { findRunFile } from './run-file.ts';
import { saveProfile } from './saved-profiles.ts';
import { chooseStore, profileFor, type Store } from './secret-store.ts';
import { readAnswers } from './setting-answers.ts';
import { needSignIn, savedValues, signInWith, withoutBrought } from './sign-in.ts';
import type { StoreName } from './store-names.ts';
import { type Profile, tryProfile } from './try-profile.ts';

/** Where a profile's secrets went. */
export interface SecretsLocation {
  /** Null if the profile has no secrets of its own. */
  secrets: StoreName | null;
  /** Why it is not the keychain. */
  note: string | null;
}

export interface Connected extends SecretsLocation {
  did: 'connected';
  connector: string;
  profile: string;
  environment: 'production' | 'sandbox';
  /** File that holds the profile. */
  path: string;
  /** Who is connected; null if the connection was not tested. */
  who: string | null;
  /** Why it was not tested. */
  untried: string | null;
  /** Variables of this environment that override the profile. */
  shadowedBy: string[];
}

export interface Moved extends SecretsLocation {
  did: 'moved';
  connector: string;
  profile: string;
  path: string;
}

export interface ConnectOptions {
  /** Folder that holds `.rolekit`. */
  home: string;
  /** The person whose home that is, if not the user's own. */
  person: string | undefined;
  sandbox: boolean;
  runFile: string | undefined;
  profile: string | undefined;
  signIn: boolean;
  device: boolean;
  store: string | undefined;
  passphraseFile: string | undefined;
  from: string | undefined;
  registry: string | undefined;
}

/**
 * Tests a connector's settings and saves them as the active profile, or moves a saved profile's secrets to another store.
 *
 * @throws RK_USAGE, RK_CONNECTOR_UNKNOWN, RK_SEALED, RK_KEYCHAIN, RK_SIGN_IN and what the connection test throws
 */
export async function connect(
  name: string,
  options: ConnectOptions,
  context: CommandContext,
): Promise<Connected | Moved> {
  const { home } = options;
  const signingIn = options.signIn || options.device;
  const sandbox = options.sandbox || options.runFile !== undefined;
  const profileName = options.profile ?? (sandbox ? 'sandbox' : 'default');
  const found = await findConnector(
    name,
    { from: options.from, registry: options.registry, required: !sandbox },
    context,
  );
  if (signingIn) needSignIn(found);
  // what this environment holds is the user's own
  const ownContext = options.person === undefined ? context : withoutOwn(context, found);
  const before = sandbox ? undefined : (await readConnection(name, home))?.profiles[profileName];
  const given = { store: options.store, passphraseFile: options.passphraseFile };
  const request = { ...given, before, home, fields: found.fields };
  if (onlyMoves(before, { ...given, signingIn }, found, ownContext)) {
    const store = await chooseStore(request, context);
    const path = await moveSecrets({ found, profile: profileName, store, home }, context);
    return { did: 'moved', connector: name, profile: profileName, path, ...secretsIn(store) };
  }
  const answered = async () => {
    const saved = signingIn ? await savedValues(found, profileName, home, ownContext) : {};
    return { values: await readAnswers(signingIn ? withoutBrought(found) : found, saved, ownContext) };
  };
  const profile: Profile = sandbox ? { runFile: await findRunFile(name, options.runFile, context) } : await answered();
  const store = sandbox ? undefined : await chooseStore(request, context);
  const brought = signingIn ? await signInWith(found, profile, options.device, context) : {};
  context.progress.step(`Testing ${name}`);
  const tried = found.connector
    ? await tryProfile(found.connector, profile, brought, context.signal)
    : { profile, who: null };
  const saved = profileFor(store, tried.profile, found.fields, { connector: name, profile: profileName });
  if (options.person !== undefined) await makePerson(homeOf(context.env), options.person);
  const path = await saveProfile(home, name, profileName, saved);
  return {
    did: 'connected',
    connector: name,
    profile: profileName,
    environment: sandbox ? 'sandbox' : 'production',
    path,
    ...secretsIn(store),
    who: tried.who,
    untried: tried.who === null ? (found.connector ? 'it has no test call' : 'its code was not found') : null,
    shadowedBy: found.fields.map((field) => field.env).filter((variable) => Boolean(ownContext.env[variable])),
  };
}

function secretsIn(store: Store | undefined): SecretsLocation {
  return { secrets: store?.name ?? null, note: store?.note ?? null };
}
