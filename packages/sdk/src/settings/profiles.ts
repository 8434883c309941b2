import { readdir, realpath, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { readParsed } from '../files/read-parsed.ts';
import { writeWhole } from '../files/write-whole.ts';

const values = () => z.record(z.string(), z.string().max(64 * 1024));

// schemas are made when there is such a file: making them is a good part of a first call
/** Settings of one profile, of which the secret ones may be sealed. */
export const valuesProfile = () => z.strictObject({ values: values(), sealed: z.lazy(sealed).optional() });

const connectionFile = () =>
  z.strictObject({
    format: z.literal(1),
    active: z.string(),
    profiles: z.record(z.string(), z.union([valuesProfile(), z.strictObject({ runFile: z.string() })])),
  });

/** How the secrets of a profile are sealed: all of them by one key, of one source. */
const sealed = () => {
  const content = { fields: z.array(z.string()), data: z.string().max(1024 * 1024) };
  return z.discriminatedUnion('by', [
    z.strictObject({ by: z.literal('keychain'), key: z.string().regex(/^[0-9a-f]{16}$/), ...content }),
    z.strictObject({
      by: z.literal('passphrase'),
      // holds the passphrase; else the environment does
      file: z.string().optional(),
      salt: z.base64url().min(22).max(86),
      // bounded: a file must not be able to ask for gigabytes
      cost: z.strictObject({ N: z.literal([2 ** 16, 2 ** 17, 2 ** 18]), r: z.literal(8), p: z.int().min(1).max(4) }),
      ...content,
    }),
  ]);
};

const runFile = () =>
  z.object({
    format: z.literal(1),
    connector: z.string(),
    environment: z.literal('sandbox'),
    pid: z.int(),
    baseUrl: z.url(),
    // at which its data stands still
    now: z.iso.datetime().optional(),
    // it takes more calls than the vendor would: a test makes many in a moment
    uncounted: z.boolean().optional(),
    values: values(),
  });

/** Settings of one connector, by profile: values, or the run file of a sandbox whose port moves. */
export type ConnectionFile = z.output<ReturnType<typeof connectionFile>>;
export type Profile = ConnectionFile['profiles'][string];
/** A profile with settings of its own; `values` holds those that are not sealed. */
export type ValuesProfile = Extract<Profile, { values: unknown }>;
export type Sealed = NonNullable<ValuesProfile['sealed']>;
/** What a running sandbox says of itself. */
export type RunFile = z.output<ReturnType<typeof runFile>>;

/** `~/.rolekit/connections/<connector>.json`: HOME is the one thing that every host passes on. */
export function connectionPath(connector: string, home = homedir()): string {
  return join(home, '.rolekit', 'connections', `${connector}.json`);
}

/** Reads a connector's profiles; undefined where there are none. @throws RK_FILE when the file is not what it should be */
export async function readConnection(connector: string, home?: string): Promise<ConnectionFile | undefined> {
  const path = connectionPath(connector, home);
  return readParsed(path, connectionFile, `Remove it (\`rolekit connect ${connector} --remove\`), then connect again.`);
}

/** Writes a connector's profiles, private to the user; whole or not at all. A link of the user's own stays one. */
export async function writeConnection(connector: string, file: ConnectionFile, home?: string): Promise<string> {
  const path = connectionPath(connector, home);
  // a rotated token has to outlive a loss of power: the one before is spent
  await writeWhole(await realpath(path).catch(() => path), `${JSON.stringify(file, null, 2)}\n`, { flush: true });
  return path;
}

/** Changes a connector's profiles while no other process does: what one writes, the other does not undo. */
export async function changeConnection(
  connector: string,
  home: string,
  change: (latest: ConnectionFile | undefined) => Promise<ConnectionFile> | ConnectionFile,
): Promise<string> {
  const { withLockFile } = await import('../files/lock-file.ts');
  return withLockFile(join(home, '.rolekit', 'run', `${connector}.connection.lock`), async () => {
    await removeDrafts(connectionPath(connector, home));
    return writeConnection(connector, await change(await readConnection(connector, home)), home);
  });
}

/** A process that was killed while it wrote leaves its secrets behind; nobody else writes while the lock is held. */
async function removeDrafts(path: string): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const folder = dirname(target);
  const isDraft = (name: string) => name.startsWith(`${basename(target)}.`) && /\.\d+\.tmp$/.test(name);
  const left = (await readdir(folder).catch(() => [])).filter(isDraft);
  await Promise.all(left.map((name) => rm(join(folder, name), { force: true })));
}

/** Reads the run file of a sandbox; undefined when it is not running. */
export async function readRunFile(path: string): Promise<RunFile | undefined> {
  return readParsed(path, runFile, 'Start the sandbox again.');
}
