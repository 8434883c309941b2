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

export function hostsFolder(): string {
  return process.env.ROLEKIT_HOSTS_DIR || join(homedir(), '.cache', 'rolekit-hosts');
}

/** Path of a host's command. */
export function hostCommand(name: HostName): string {
  return join(hostsFolder(), 'node_modules', '.bin', process.platform === 'win32' ? `${name}.cmd` : name);
}

function installedVersion(packageName: string): string | undefined {
  try {
    const manifest = readFileSync(join(hostsFolder(), 'node_modules', packageName, 'package.json'), 'utf8');
    return (JSON.parse(manifest) as { version?: string }).version;
  } catch {
    return undefined;
  }
}

/** Names of the hosts that are not installed at their pinned version. */
export function missingHosts(): HostName[] {
  return (Object.keys(HOST_PACKAGES) as HostName[]).filter((name) => {
    const pin = HOST_PACKAGES[name];
    return installedVersion(pin.package) !== pin.version || !existsSync(hostCommand(name));
  });
}

/** Installs what is missing (about 1.5 GB the first time) and does nothing when all is there. */
export async function ensureHosts(): Promise<void> {
  const missing = missingHosts();
  if (missing.length === 0) return;
  const folder = hostsFolder();
  mkdirSync(folder, { recursive: true });
  const manifest = join(folder, 'package.json');
  if (!existsSync(manifest)) writeFileSync(manifest, '{ "name": "rolekit-hosts", "private": true }\n');
  const specs = missing.map((name) => `${HOST_PACKAGES[name].package}@${HOST_PACKAGES[name].version}`);
  console.log(`Installing ${specs.join(', ')} into ${folder} …`);
  await npm(['install', '--prefix', folder, '--save-exact', '--no-audit', '--no-fund', '--loglevel=error', ...specs]);
  const still = missingHosts();
  if (still.length > 0) throw new Error(`npm ended well, but ${still.join(', ')} is not in ${folder}`);
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
