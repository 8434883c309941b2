import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Fields } from '../connector/field.ts';
import { RolekitError } from '../errors.ts';
import { readConnection, readRunFile, writeConnection } from './profiles.ts';

/** A connector's settings, all from one source. */
export interface Settings {
  config: Record<string, unknown>;
  environment: 'production' | 'sandbox';
  /** `environment`, or `profile <name>`. */
  source: string;
  /** Origins on this machine that the source itself names; empty unless it is a sandbox. */
  localOrigins: string[];
  save(changes: Record<string, string | undefined>): Promise<void>;
  /** Runs `work` while no other process does the same with these settings, and tells the value of a field stored by then. */
  exclusive?<T>(field: string, work: (latest: string | undefined) => Promise<T>): Promise<T>;
}

export interface SettingsOptions {
  env?: NodeJS.ProcessEnv;
  home?: string;
  /** Another profile than the active one. */
  profile?: string;
}

/**
 * Finds the settings of a connector: the environment when it sets any of them, else the active profile. The two are
 * never mixed, so that a token of one never meets a base URL of the other.
 *
 * @throws RK_NOT_CONNECTED with the command that connects it
 */
export async function resolveSettings(
  connector: string,
  fields: Fields,
  options: SettingsOptions = {},
): Promise<Settings> {
  const env = options.env ?? process.env;
  const home = options.home ?? homedir();
  const fromEnvironment: Record<string, string> = {};
  for (const [name, { env: variable }] of Object.entries(fields)) {
    const value = env[variable];
    if (isSet(value)) fromEnvironment[name] = value;
  }
  if (options.profile === undefined && Object.keys(fromEnvironment).length > 0) {
    return {
      config: parse(connector, fields, fromEnvironment, 'the environment'),
      environment: 'production',
      source: 'environment',
      localOrigins: [],
      save: async () => {
        throw new RolekitError('RK_NOT_CONNECTED', {
          connector,
          reason: 'a changed credential cannot be stored in the environment',
          command: `rolekit connect ${connector}`,
        });
      },
    };
  }
  const file = await readConnection(connector, home);
  const name = options.profile ?? file?.active;
  const profile = name === undefined ? undefined : file?.profiles[name];
  if (!file || name === undefined || !profile) {
    // a connector without required settings works as it is
    if (name === undefined && Object.values(fields).every((one) => one.schema.safeParse(undefined).success)) {
      return {
        config: parse(connector, fields, {}, 'no settings'),
        environment: 'production',
        source: 'defaults',
        localOrigins: [],
        save: async () => {},
      };
    }
    const reason = name === undefined ? 'there are no settings for it' : `there is no profile "${name}"`;
    throw notConnected(connector, reason);
  }
  if ('runFile' in profile) {
    const run = await readRunFile(profile.runFile);
    if (!run || run.connector !== connector) {
      throw new RolekitError('RK_NOT_CONNECTED', {
        connector,
        reason: 'its sandbox is not running',
        command: `rolekit sandbox ${connector}`,
      });
    }
    return {
      config: parse(connector, fields, run.values, `profile ${name}`),
      environment: 'sandbox',
      source: `profile ${name}`,
      localOrigins: [new URL(run.baseUrl).origin],
      save: async () => {},
    };
  }
  return {
    config: parse(connector, fields, profile.values, `profile ${name}`),
    environment: 'production',
    source: `profile ${name}`,
    localOrigins: [],
    async save(changes) {
      const latest = (await readConnection(connector, home)) ?? file;
      const stored = latest.profiles[name];
      const values = { ...(stored && 'values' in stored ? stored.values : profile.values) };
      for (const [key, value] of Object.entries(changes)) if (value !== undefined) values[key] = value;
      await writeConnection(connector, { ...latest, profiles: { ...latest.profiles, [name]: { values } } }, home);
    },
    async exclusive(field, work) {
      const { withLockFile } = await import('../http/lock-file.ts');
      return withLockFile(join(home, '.rolekit', 'run', `${connector}-${await digestOf(name)}.lock`), async () => {
        const stored = (await readConnection(connector, home))?.profiles[name];
        return work(stored && 'values' in stored ? stored.values[field] : undefined);
      });
    },
  };
}

/** Settings that are kept elsewhere, e.g. those of one person on a server of several. @throws RK_NOT_CONNECTED */
export function settingsOf(
  connector: string,
  fields: Fields,
  given: { values: Record<string, string>; source: string; save?: Settings['save'] | undefined },
): Settings {
  return {
    config: parse(connector, fields, given.values, given.source),
    environment: 'production',
    source: given.source,
    localOrigins: [],
    save: given.save ?? (async () => {}),
  };
}

/** A profile's name may hold what a file's may not. */
async function digestOf(name: string): Promise<string> {
  const { createHash } = await import('node:crypto');
  return createHash('sha256').update(name).digest('hex').slice(0, 12);
}

/** A value that still looks like `${NAME}` was not filled in by the host. */
function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== '' && !/^\$\{[^}]*\}$/.test(value);
}

function parse(
  connector: string,
  fields: Fields,
  values: Record<string, string>,
  source: string,
): Record<string, unknown> {
  const problems: string[] = [];
  const config: Record<string, unknown> = {};
  for (const [name, one] of Object.entries(fields)) {
    const result = one.schema.safeParse(values[name]);
    if (result.success) config[name] = result.data;
    else
      problems.push(
        values[name] === undefined ? `${one.title} (${one.env}) is missing` : `${one.title} (${one.env}) is not valid`,
      );
  }
  if (problems.length > 0) throw notConnected(connector, `in ${source}, ${problems.join(' and ')}`);
  return config;
}

function notConnected(connector: string, reason: string): RolekitError {
  const command = `rolekit connect ${connector}`;
  return new RolekitError('RK_NOT_CONNECTED', {
    connector,
    reason,
    command,
    demo: ` (for demo data: \`${command} --sandbox\`)`,
  });
}
