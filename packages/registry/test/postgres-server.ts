import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

export interface PostgresServer {
  /** Of its database `postgres`. */
  url: string;
  start(): void;
  /** `immediate` is what a crash of the server does to its clients. */
  stop(mode: 'fast' | 'immediate'): void;
  /** Ends it as a crash does and starts it again; whoever waits for this goes on meanwhile. */
  restart(): Promise<void>;
  /** Ends it and removes its folder. */
  remove(): void;
}

/** Where Debian, or the path, has the programs of PostgreSQL; undefined when there are none. */
function postgresPrograms(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = spawnSync('ls', [debian], { encoding: 'utf8' }).stdout?.split('\n').filter(Boolean) ?? [];
  const newest = versions.toSorted((a, b) => Number(b) - Number(a))[0];
  if (newest !== undefined) return join(debian, newest, 'bin');
  const found = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' });
  return found.status === 0 ? found.stdout.trim() : undefined;
}

/**
 * Makes a server of PostgreSQL in a folder of its own, on loopback, with a password; it runs as user `postgres` when this process
 * is root's, since it refuses to be root.
 *
 * @param isDurable survives a power cut, as in use; tests that end nothing are faster without
 */
export async function makePostgres({ isDurable }: { isDurable: boolean }): Promise<PostgresServer> {
  const programs = postgresPrograms();
  if (programs === undefined) throw new TypeError('Install PostgreSQL first: apt-get install postgresql');
  const user = process.getuid?.() === 0 ? idsOf('postgres') : undefined;
  const dir = mkdtempSync('/tmp/rolekit-postgres-');
  const password = randomBytes(12).toString('hex');
  const passwordFile = join(dir, 'password');
  writeFileSync(passwordFile, password);
  if (user !== undefined) for (const path of [dir, passwordFile]) chownSync(path, user.uid, user.gid);
  chmodSync(dir, 0o700);
  const data = join(dir, 'data');
  const run = (program: string, args: readonly string[]) =>
    execFileSync(join(programs, program), [...args], { ...user, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] });
  run('initdb', ['-D', data, '-U', 'rolekit', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '-E', 'UTF8']);
  const port = await freePort();
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: dir,
    max_connections: 300,
    ...(isDurable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  const server: PostgresServer = {
    url: `postgres://rolekit:${password}@127.0.0.1:${port}/postgres`,
    start: () => run('pg_ctl', ['-D', data, '-w', '-l', join(dir, 'log'), '-o', options.join(' '), 'start']),
    stop: (mode) => run('pg_ctl', ['-D', data, '-w', '-m', mode, 'stop']),
    async restart() {
      const args = ['-D', data, '-w', '-l', join(dir, 'log'), '-m', 'immediate', 'restart'];
      // the server keeps what pg_ctl writes to open
      const child = spawn(join(programs, 'pg_ctl'), args, { ...user, cwd: '/', stdio: 'ignore' });
      const [code] = await once(child, 'exit');
      if (code !== 0) throw new TypeError(`pg_ctl restart: ${code}`);
    },
    remove() {
      if (readdirSync(data).includes('postmaster.pid')) server.stop('immediate');
      rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
    },
  };
  server.start();
  return server;
}

function idsOf(user: string): { uid: number; gid: number } {
  const id = (flag: string) => Number(execFileSync('id', [flag, user], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new TypeError('no port');
  return address.port;
}
