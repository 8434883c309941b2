// Installs the real host programs from npm into a cache folder outside the workspace.
// Run directly (`node e2e/hosts/install.ts`) or through `ensureHosts()` in the tests' global setup.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The host programs that the tests drive, each at the version whose behaviour they were written against. */
export const HOST_PACKAGES = {
  codex: { package: '@openai/codex', version: '0.169.0' },
  claude: { package: '@anthropic-ai/claude-code', version: '2.1.329' },
  copilot: { package: '@github/copilot', version: '1.0.102' },
  gemini: { package: '@google/gemini-cli', version: '0.61.0' },
} as const;

export type HostName = keyof typeof HOST_PACKAGES;

/** The official programs that check servers, in a folder of their own: the hosts are large and stay as they are. */
export const CHECKER_PACKAGES = {
  conformance: { package: '@modelcontextprotocol/conformance', version: '0.2.0-alpha.12', entry: 'dist/index.js' },
  inspector: {
    package: '@modelcontextprotocol/inspector',
    version: '2.12.0',
    entry: 'clients/launcher/build/index.js',
  },
} as const;

type Pin = { package: string; version: string };

export function hostsFolder(): string {
  return process.env.ROLEKIT_HOSTS_DIR || join(homedir(), '.cache', 'rolekit-hosts');
}

/** Path of a host's command. */
export function hostCommand(name: HostName): string {
  return join(hostsFolder(), 'node_modules', '.bin', process.platform === 'win32' ? `${name}.cmd` : name);
}

/** Path of a checker's script, which Node 24 runs; installs it when it is not there. */
export async function ensureChecker(name: keyof typeof CHECKER_PACKAGES): Promise<string> {
  const pin = CHECKER_PACKAGES[name];
  const folder = join(hostsFolder(), 'checkers');
  if (installedVersion(pin.package, folder) !== pin.version) await install(folder, [pin]);
  return join(folder, 'node_modules', pin.package, pin.entry);
}

function installedVersion(packageName: string, folder: string): string | undefined {
  try {
    const manifest = readFileSync(join(folder, 'node_modules', packageName, 'package.json'), 'utf8');
    return (JSON.parse(manifest) as { version?: string }).version;
  } catch {
    return undefined;
  }
}

/** Names of the hosts that are not installed at their pinned version. */
export function missingHosts(): HostName[] {
  return (Object.keys(HOST_PACKAGES) as HostName[]).filter((name) => {
    const pin = HOST_PACKAGES[name];
    return installedVersion(pin.package, hostsFolder()) !== pin.version || !existsSync(hostCommand(name));
  });
}

/** Installs what is missing (about 1.5 GB the first time) and does nothing when all is there. */
export async function ensureHosts(): Promise<void> {
  const missing = missingHosts();
  if (missing.length === 0) return;
  await install(
    hostsFolder(),
    missing.map((name) => HOST_PACKAGES[name]),
  );
  const still = missingHosts();
  if (still.length > 0) throw new Error(`npm ended well, but ${still.join(', ')} is not in ${hostsFolder()}`);
}

async function install(folder: string, pins: readonly Pin[]): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const manifest = join(folder, 'package.json');
  if (!existsSync(manifest)) writeFileSync(manifest, '{ "name": "rolekit-hosts", "private": true }\n');
  const specs = pins.map((pin) => `${pin.package}@${pin.version}`);
  console.log(`Installing ${specs.join(', ')} into ${folder} …`);
  await npm(['install', '--prefix', folder, '--save-exact', '--no-audit', '--no-fund', '--loglevel=error', ...specs]);
}

function npm(args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    // npm is a .cmd file on Windows, which only a shell can start.
    const shell = process.platform === 'win32';
    const child = spawn('npm', shell ? args.map((arg) => `"${arg}"`) : args, { stdio: 'inherit', shell });
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      code === 0
        ? resolve()
        : reject(new Error(`npm install ended with ${signal ?? code}; are npm and the network there?`)),
    );
  });
}

if (import.meta.main) await ensureHosts();
