import { spawn } from 'node:child_process';
import { atExit } from '@rolekit/sdk/internal';
import { CliError } from '../errors.ts';
import { shellWord } from '../shell-word.ts';
import { type HostCommands, hostCommands, type Marketplace } from './host-commands.ts';
import { findHost, findHosts, HOST_TITLES, type Host } from './host-programs.ts';

export interface HostInstallation {
  host: Host;
  /** The command lines that ran, or would. */
  commands: string[];
}

/** How a host's commands are run. */
export interface RunOptions {
  cwd: string;
  env: NodeJS.ProcessEnv;
  dryRun: boolean;
  /** True when a person can be asked. */
  interactive: boolean;
  onStep(text: string): void;
}

/** The hosts that `--host` names. @throws RK_HOST_MISSING */
export function chooseHosts(host: Host | 'auto', env: NodeJS.ProcessEnv): Host[] {
  const found = findHosts(env);
  if (host === 'auto') {
    if (found.length > 0) return found;
    const hint = 'Install Codex, Claude Code, Copilot CLI or Gemini CLI, or unpack the plugin with --to <folder>.';
    throw new CliError('RK_HOST_MISSING', { reason: 'No host found on PATH.', hint });
  }
  if (found.includes(host)) return [host];
  const title = HOST_TITLES[host];
  const others = found.length > 0 ? ` On PATH: ${found.map((host) => `\`--host ${host}\``).join(', ')}.` : '';
  const hint = `Install ${title}, or check PATH.${others}`;
  throw new CliError('RK_HOST_MISSING', { reason: `${title} (\`${host}\`) is not on PATH.`, hint });
}

/**
 * Installs a plugin in a host with that host's own command.
 *
 * @throws RK_HOST_FAILED with what the host said
 */
export async function installInHost(
  host: Host,
  plugin: string,
  marketplace: Marketplace,
  options: RunOptions,
): Promise<HostInstallation> {
  const commands = hostCommands(host, plugin, marketplace);
  const chosen = options.dryRun ? commands.add : await chooseCommands(host, commands, options);
  const lines = chosen.map((args) => [host, ...args].map(shellWord).join(' '));
  if (options.dryRun) return { host, commands: lines };
  if (commands.asks !== undefined && !options.interactive) {
    const hint = `Run it in a terminal: ${lines.join(' && ')}`;
    throw new CliError('RK_HOST_ASKS', { host: HOST_TITLES[host], question: commands.asks, hint });
  }
  for (const args of chosen) {
    await runOrFail(host, args, options, commands.asks !== undefined);
  }
  return { host, commands: lines };
}

/** Runs one command of a host. @throws RK_HOST_FAILED with what the host said */
export async function runOrFail(host: Host, args: string[], options: RunOptions, attached = false): Promise<void> {
  const line = [host, ...args].map(shellWord).join(' ');
  options.onStep(line);
  const { code, output } = await runHost(host, args, options, attached);
  if (code === 0) return;
  const reason = output.trim().split('\n').slice(-8).join('\n') || `exit code ${code}`;
  throw new CliError('RK_HOST_FAILED', { command: `\`${line}\``, reason, host: HOST_TITLES[host] });
}

async function chooseCommands(host: Host, commands: HostCommands, options: RunOptions): Promise<string[][]> {
  const { output } = await runHost(host, commands.list, options);
  // A name inside another is not it.
  const escaped = commands.known.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\w-])${escaped}(?![\\w-])`).test(output) ? commands.renew : commands.add;
}

/** Runs one command of a host, whatever comes of it. */
export function runHost(
  host: Host,
  args: string[],
  { cwd, env }: RunOptions,
  attached = false,
): Promise<{ code: number; output: string }> {
  const command = findHost(host, env) ?? host;
  // Only a shell can start a .cmd file.
  const shell = process.platform === 'win32' && command.endsWith('.cmd');
  return new Promise((resolve) => {
    const child = spawn(shell ? `"${command}"` : command, shell ? args.map((arg) => `"${arg}"`) : args, {
      cwd,
      env,
      shell,
      stdio: attached ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      // A host that waits for an answer nobody gives would wait for ever.
      ...(attached ? {} : { timeout: 5 * 60_000 }),
    });
    const finished = atExit(() => child.kill());
    child.once('exit', finished);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => {
        output += chunk;
      });
    }
    child.once('error', (error) => resolve({ code: 127, output: error.message }));
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
