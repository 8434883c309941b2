import { openValues, type ValuesProfile } from '@rolekit/sdk/internal/settings';
import { changeConnection, type Profile, readConnection } from '@rolekit/sdk/settings';
import type { CommandContext } from '../command.ts';
import { usageError } from '../errors.ts';
import type { FoundConnector } from './find-connector.ts';
import { asksPassphrase, profileFor, type Store } from './secret-store.ts';

/** True when a saved profile is only to keep its secrets elsewhere: nothing new is given. */
export function onlyMoves(
  saved: Profile | undefined,
  given: { store: string | undefined; passphraseFile: string | undefined; signingIn: boolean },
  { fields }: FoundConnector,
  { env, interactive, rest }: CommandContext,
): boolean {
  const isRequested = given.store !== undefined || given.passphraseFile !== undefined;
  if (!isRequested || given.signingIn || !saved || !('values' in saved)) return false;
  if (rest.some((word) => word === '--set' || word.startsWith('--set='))) return false;
  // a script gives settings by its environment, too
  return interactive || !fields.some((field) => env[field.env]);
}

interface Move {
  found: FoundConnector;
  profile: string;
  store: Store | undefined;
  home: string;
}

/**
 * Moves the secrets of a saved profile to another store, in one step: what rotates a token meanwhile waits, and finds them
 * there. The settings are neither isRequested for again nor tried.
 *
 * @throws RK_SEALED when what is saved cannot be opened: it stays as it is then
 */
export async function moveSecrets({ found, profile, store, home }: Move, context: CommandContext): Promise<string> {
  const place = { connector: found.name, profile };
  const opening = { ...place, home, env: context.env, ask: asksPassphrase(context) };
  const open = async ({ values, sealed }: ValuesProfile) => (sealed ? openValues({ values, sealed }, opening) : values);
  // before the lock is taken: a person may be isRequested
  await open(ownValues(place, (await readConnection(found.name, home))?.profiles[profile]));
  return changeConnection(found.name, home, async (latest) => {
    const values = await open(ownValues(place, latest?.profiles[profile]));
    const entry = profileFor(store, { values }, found.fields, place);
    return { format: 1, active: latest?.active ?? profile, profiles: { ...latest?.profiles, [profile]: entry } };
  });
}

function ownValues({ connector, profile }: { connector: string; profile: string }, saved: Profile | undefined) {
  if (saved && 'values' in saved) return saved;
  throw usageError(`${connector} has no profile \`${profile}\` with settings of its own.`, 'Connect it first.');
}
