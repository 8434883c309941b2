import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Fields } from '../connector/field.ts';
import { RolekitError } from '../errors.ts';
import { parseNumber } from '../parse-values.ts';
import { changeConnection, type Profile, readConnection, readRunFile, type ValuesProfile } from './profiles.ts';
import type { ProfilePlace } from './sealing/profile.ts';

/** A connector's settings, all from one source. */
export interface Settings {
  config: Record<string, unknown>;
  environment: 'production' | 'sandbox';
  /** The instant at which the data of a sandbox stands still. */
  now?: string | undefined;
  /** The rates of the connector's policy are set aside: whoever started the sandbox tests all of it in a moment. */
  uncounted?: boolean | undefined;
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
 * @throws RK_NOT_CONNECTED with the command that connects it; RK_SEALED when sealed secrets cannot be opened
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
  // a name such as `constructor` is no profile
  const profile = file && name !== undefined && Object.hasOwn(file.profiles, name) ? file.profiles[name] : undefined;
  if (!file || name === undefined || !profile) {
    // a connector without required settings works as it is
    if (name === undefined && Object.values(fields).every((field) => field.schema.safeParse(undefined).success)) {
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
    const { runFile } = profile;
    const run = await readRunFile(runFile);
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
      ...(run.now === undefined ? {} : { now: new Date(run.now).toISOString() }),
      uncounted: run.uncounted,
      source: `profile ${name}`,
      localOrigins: [new URL(run.baseUrl).origin],
      save: async (changes) => (await import('./run-file.ts')).changeRunFile(runFile, run, changes),
      async exclusive(field, work) {
        const { withLockFile } = await import('../files/lock-file.ts');
        return withLockFile(`${runFile}.lock`, async () => work((await readRunFile(runFile))?.values[field]));
      },
    };
  }
  const place = { connector, profile: name, home, env };
  return {
    config: parse(connector, fields, await valuesOf(profile, place), `profile ${name}`),
    environment: 'production',
    source: `profile ${name}`,
    localOrigins: [],
    async save(changes) {
      await changeConnection(connector, home, async (latest) => {
        const stored = ownValues(latest?.profiles[name]);
        // whoever removed it does not get it back
        if (!latest || !stored) throw notConnected(connector, `the profile "${name}" was removed meanwhile`);
        const changed = await withChanges(stored, changes, fields, place);
        return { ...latest, profiles: { ...latest.profiles, [name]: changed } };
      });
    },
    async exclusive(field, work) {
      const { withLockFile } = await import('../files/lock-file.ts');
      return withLockFile(join(home, '.rolekit', 'run', `${connector}-${await digestOf(name)}.lock`), async () => {
        const stored = ownValues((await readConnection(connector, home))?.profiles[name]);
        return work(stored && (await valuesOf(stored, place))[field]);
      });
    },
  };
}

function ownValues(profile: Profile | undefined): ValuesProfile | undefined {
  return profile && 'values' in profile ? profile : undefined;
}

/** What opens sealed settings is loaded for those that have them. */
async function valuesOf({ values, sealed }: ValuesProfile, place: ProfilePlace): Promise<Record<string, string>> {
  if (!sealed) return values;
  const { openValues } = await import('./sealing/profile.ts');
  return openValues({ values, sealed }, place);
}

/** The profile with changed settings; what was sealed stays so, by the same key. */
async function withChanges(
  { values, sealed }: ValuesProfile,
  changes: Record<string, string | undefined>,
  fields: Fields,
  place: ProfilePlace,
): Promise<ValuesProfile> {
  const set = Object.fromEntries(
    Object.entries(changes).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  if (!sealed) return { values: { ...values, ...set } };
  const { openProfile, sealValues } = await import('./sealing/profile.ts');
  const opened = await openProfile({ values, sealed }, place);
  // what this version does not declare may be a secret of another
  const isSecret = (field: string) => fields[field]?.secret !== false;
  return sealValues(opened.sealer, { ...opened.values, ...set }, isSecret, place);
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

/** A number that `Number` makes of what is none: of blanks, or of `0x10`. */
function isLoose(text: string | undefined, value: unknown): boolean {
  return text !== undefined && Number(text) === value && parseNumber(text) === undefined;
}

function parse(
  connector: string,
  fields: Fields,
  values: Record<string, string>,
  source: string,
): Record<string, unknown> {
  const problems: string[] = [];
  const config: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const result = field.schema.safeParse(values[name]);
    if (result.success && !isLoose(values[name], result.data)) config[name] = result.data;
    else
      problems.push(
        values[name] === undefined
          ? `${field.title} (${field.env}) is missing`
          : `${field.title} (${field.env}) is not valid`,
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
