import { readdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { RolekitError } from '@rolekit/sdk';
import { leftBehindBy } from '@rolekit/sdk/internal';
import { connectionPath, type SecretsPlace } from '@rolekit/sdk/internal/settings';
import { nearest } from '@rolekit/sdk/internal/texts';
import { changeConnection, type Profile, readConnection } from '@rolekit/sdk/settings';
import { usageError } from '../errors.ts';

export interface Listed {
  connector: string;
  active: string;
  /** Why the file cannot be read, where that is so. */
  problem?: string;
  /** `fields` are names: values are never shown. */
  profiles: { name: string; sandbox: boolean; runFile?: string; fields: string[]; secrets?: SecretsPlace }[];
}

/** Saves a profile, makes it the active one, and keeps the others. Returns the file's path. */
export async function saveProfile(home: string, connector: string, name: string, profile: Profile): Promise<string> {
  return changeConnection(connector, home, (before) => ({
    format: 1,
    active: name,
    profiles: { ...before?.profiles, [name]: profile },
  }));
}

/** Removes one profile, or all of a connector. */
export async function removeProfile(
  home: string,
  connector: string,
  name: string | undefined,
): Promise<{ profiles: string[]; active: string | null }> {
  // a file that cannot be read can be removed all the same
  const before = await readConnection(connector, home).catch((error: unknown) => {
    if (name === undefined) return undefined;
    throw error;
  });
  const names = Object.keys(before?.profiles ?? {});
  if (!before || name === undefined) {
    await rm(connectionPath(connector, home), { force: true });
    return { profiles: names, active: null };
  }
  if (!names.includes(name)) {
    const near = nearest(name, names);
    throw usageError(
      `${connector} has no profile \`${name}\`.`,
      near ? `Did you mean \`${near}\`?` : `It has ${names.join(', ')}.`,
    );
  }
  if (names.length === 1) return removeProfile(home, connector, undefined);
  let active = before.active;
  await changeConnection(connector, home, (latest = before) => {
    const { [name]: _, ...profiles } = latest.profiles;
    active = latest.active === name ? (Object.keys(profiles)[0] ?? name) : latest.active;
    return { ...latest, active, profiles };
  });
  return { profiles: [name], active };
}

/** What is saved, of one connector or of all. */
export async function listConnections(home: string, only: string | undefined): Promise<Listed[]> {
  const folder = dirname(connectionPath('any', home));
  const files = (await readdir(folder).catch(() => []))
    .filter((file) => file.endsWith('.json') && !leftBehindBy(file))
    .sort();
  const names = files
    .map((file) => file.slice(0, -'.json'.length))
    .filter((name) => only === undefined || name === only);
  const connections = await Promise.all(
    names.map((name) =>
      listed(home, name).catch((error: unknown): Listed => {
        if (!(error instanceof RolekitError)) throw error;
        return { connector: name, active: '', problem: `${error.message}. ${error.fix}`, profiles: [] };
      }),
    ),
  );
  return connections.flatMap((connection) => connection ?? []);
}

async function listed(home: string, connector: string): Promise<Listed | undefined> {
  const file = await readConnection(connector, home);
  if (!file) return undefined;
  const profiles = Object.entries(file.profiles).map(([name, profile]) =>
    'runFile' in profile
      ? { name, sandbox: true, runFile: profile.runFile, fields: [] }
      : {
          name,
          sandbox: false,
          fields: [...Object.keys(profile.values), ...(profile.sealed?.fields ?? [])],
          secrets: profile.sealed?.by ?? ('file' as const),
        },
  );
  return { connector, active: file.active, profiles };
}
