import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connector } from '../../connector/connector.ts';
import { RolekitError } from '../../errors.ts';
import { resolveSettings, type Settings } from '../../settings/settings.ts';
import type { ServeOptions } from './types.ts';

/** Whose settings a server of several people uses for a call, and where what is theirs alone lies. */
export interface People {
  homeOf(principal: string): string;
  /** @throws RK_NOT_CONNECTED with what the server's operator has to do */
  settings(connector: Connector, principal: string): Promise<Settings>;
}

/**
 * A folder of the server's user for each person: `~/.rolekit/people/<digest of the principal>`. It is laid out as a home, so
 * that whatever is kept for a user is kept for each person apart. `rolekit connect <connector> --for <principal>` fills it.
 */
export function peopleOf(
  home: string,
  { profile, env = process.env }: Pick<ServeOptions, 'profile' | 'env'> = {},
): People {
  return {
    homeOf: (principal) => personHome(home, principal),
    async settings({ name, connection }, principal) {
      try {
        // settings in the environment are the server's own; how to reach the keychain is in it, too
        const own = new Set(Object.values(connection.config).map((field) => field.env));
        const rest = Object.fromEntries(Object.entries(env).filter(([variable]) => !own.has(variable)));
        const settings = await resolveSettings(name, connection.config, {
          env: rest,
          home: personHome(home, principal),
          ...(profile === undefined ? {} : { profile }),
        });
        return { ...settings, source: `${settings.source} of ${principal}` };
      } catch (error) {
        throw error instanceof RolekitError && error.code === 'RK_NOT_CONNECTED'
          ? withPerson(error, name, principal)
          : error;
      }
    },
  };
}

/** Where the settings of one person lie. */
export function personHome(home: string, principal: string): string {
  const digest = createHash('sha256').update(principal).digest('hex').slice(0, 32);
  return join(home, '.rolekit', 'people', digest);
}

/** Makes a person's folder, private to the server's user, and says in it whose it is. */
export async function makePerson(home: string, principal: string): Promise<string> {
  const own = personHome(home, principal);
  await mkdir(own, { recursive: true, mode: 0o700 });
  await writeFile(join(own, 'person.json'), `${JSON.stringify({ format: 1, principal })}\n`, { mode: 0o600 });
  return own;
}

function withPerson(error: RolekitError, connector: string, principal: string): RolekitError {
  const command = `rolekit connect ${connector}`;
  // a sandbox that does not run is started, not connected
  if (error.data.command !== command) return error;
  // no shell reads more into it than the text itself
  const quoted = `'${principal.replaceAll("'", `'\\''`)}'`;
  return new RolekitError('RK_NOT_CONNECTED', {
    connector,
    reason: String(error.data.reason),
    command: `${command} --for ${quoted}`,
    demo: ' on the machine of this server, or ask its operator',
  });
}
