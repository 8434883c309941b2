import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { RolekitError } from '@rolekit/sdk';
import { writeWhole } from '@rolekit/sdk/internal';

// `~/.netrc`, which git reads through its HTTP library where a host takes its helpers away. An entry is for a host with all
// its ports and paths: the format knows no more.

interface Entry {
  account: string;
  token: string;
}

export function netrcPath(home: string): string {
  return join(home, process.platform === 'win32' ? '_netrc' : '.netrc');
}

/**
 * Writes the entry of a registry's host, in the place of the one before.
 *
 * @throws RK_FILE when somebody else's entry is for that host: the first one counts, and it is not ours to change
 */
export async function setNetrc(home: string, url: string, { account, token }: Entry): Promise<string> {
  const path = netrcPath(home);
  const { hostname } = new URL(url);
  const rest = withoutOurs(await textOf(path), hostname);
  if (new RegExp(`(?:^|\\s)machine\\s+${escaped(hostname)}(?:\\s|$)`).test(rest))
    throw new RolekitError('RK_FILE', {
      path,
      reason: `it has another entry for ${hostname}`,
      hint: `Remove that entry, or sign in without \`--netrc\`.`,
    });
  // the first of all: what follows `default` or a macro is not read
  await write(path, `machine ${hostname} login ${account} password ${token}\n${rest}`);
  return path;
}

/** Takes the entry out again. @returns its token, which is still good; undefined when there was none */
export async function unsetNetrc(home: string, url: string): Promise<string | undefined> {
  const path = netrcPath(home);
  const text = await textOf(path);
  const { hostname } = new URL(url);
  const [, token] = ours(hostname).exec(text) ?? [];
  if (token !== undefined) await write(path, withoutOurs(text, hostname));
  return token;
}

async function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  });
}

/** A link stays one: some keep such files elsewhere. */
async function write(path: string, text: string): Promise<void> {
  await writeWhole(await realpath(path).catch(() => path), text);
}

function withoutOurs(text: string, hostname: string): string {
  return text.replace(ours(hostname), '');
}

function ours(hostname: string): RegExp {
  return new RegExp(`^machine ${escaped(hostname)} login \\S+ password (rk_\\S+)\\r?\\n`, 'm');
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
