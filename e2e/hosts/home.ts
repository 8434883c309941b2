// A throw-away home for one host: no credentials, no settings, no way out but loopback.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { hostsFolder } from './install.ts';
import { type Place, processesOf } from './processes.ts';

export type Home = Place & {
  path: string;
  /** Ends what still runs in this home and removes it. */
  remove(): void;
};

// Nothing listens there: a host that tries to reach its vendor fails at once instead of waiting.
const CLOSED_PORT = 'http://127.0.0.1:9';
const LOOPBACK = '127.0.0.1,localhost,::1';

export function createHome(name: string): Home {
  // Not in the system's temporary folder: Codex refuses to keep its helper programs there.
  const parent = join(hostsFolder(), 'homes');
  mkdirSync(parent, { recursive: true });
  const path = mkdtempSync(join(parent, `${name}-`));
  const cwd = join(path, 'project');
  const env = {
    // The first `node` is the one that runs these tests: Claude Code and Copilot need 22 or later.
    PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
    HOME: path,
    USERPROFILE: path,
    CODEX_HOME: join(path, '.codex'),
    CLAUDE_CONFIG_DIR: join(path, '.claude'),
    TMPDIR: join(path, 'tmp'),
    LANG: 'C.UTF-8',
    TERM: 'dumb',
    NO_COLOR: '1',
    DISABLE_AUTOUPDATER: '1',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    COPILOT_AUTO_UPDATE: 'false',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_NOSYSTEM: '1',
    HTTP_PROXY: CLOSED_PORT,
    HTTPS_PROXY: CLOSED_PORT,
    http_proxy: CLOSED_PORT,
    https_proxy: CLOSED_PORT,
    NO_PROXY: LOOPBACK,
    no_proxy: LOOPBACK,
    ...(process.env.SystemRoot === undefined ? {} : { SystemRoot: process.env.SystemRoot }),
  };
  for (const folder of [cwd, env.CODEX_HOME, env.CLAUDE_CONFIG_DIR, env.TMPDIR]) mkdirSync(folder);
  const remove = () => {
    for (const pid of processesOf(path).keys()) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It ended by itself.
      }
    }
    rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  };
  return { path, cwd, env, remove };
}
