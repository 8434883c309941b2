// The page of a company, walked with the real hosts on the machine of the one who uses plugins.
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Company, type Shell } from '../../docs/walk/company.ts';
import { stepsOf } from '../../docs/walk/page.ts';
import { readPage } from '../../scripts/docs.mjs';
import { rolekitCommand } from '../workspace.ts';
import { claude } from './claude.ts';
import { codex } from './codex.ts';
import { copilot } from './copilot.ts';
import { gemini } from './gemini.ts';
import { createHome, type Home } from './home.ts';
import type { PluginAddress } from './host.ts';
import { hostsFolder } from './install.ts';
import { startProgram } from './processes.ts';

const HOSTS = { codex, claude, copilot, gemini };

let home: Home;
beforeAll(() => {
  home = createHome('company');
});
afterAll(() => home?.remove());

/** A machine with the four hosts, where each command is a program of its own. */
function machine(): Shell {
  const hosts = join(hostsFolder(), 'node_modules', '.bin');
  const env = { ...home.env, PATH: [home.env.PATH, hosts].join(delimiter) };
  return {
    cwd: home.cwd,
    env,
    rolekit: (words, { onStderr }) =>
      new Promise((resolve, reject) => {
        const [command, args] = rolekitCommand(...words);
        const child = startProgram(command, args, { cwd: home.cwd, env });
        let [stdout, stderr] = ['', ''];
        child.stdin.end();
        child.stdout.setEncoding('utf8').on('data', (text: string) => {
          stdout += text;
        });
        child.stderr.setEncoding('utf8').on('data', (text: string) => {
          stderr += text;
          onStderr?.(stderr);
        });
        child.once('error', reject);
        child.once('close', (code) => resolve({ code: code ?? -1, stdout, stderr }));
      }),
  };
}

/** The hosts that list it as installed and switched on. */
async function hostsThatHaveIt(): Promise<string[]> {
  const found: string[] = [];
  for (const [name, open] of Object.entries(HOSTS)) {
    const status = await open(home)
      .status(ADDRESS)
      .catch((error: Error) => error);
    if (!(status instanceof Error)) found.push(name);
    else expect(status.message).toMatch(/does not list/);
  }
  return found;
}

const ADDRESS: PluginAddress = { plugin: 'weather', marketplace: 'bank-acme', marketplaceUrl: '', repositoryUrl: '' };

test('every command of the page does what it says, and the four hosts have the plugin', {
  timeout: 900_000,
}, async () => {
  const company = await Company.open({ dan: machine() });
  const seen: string[] = [];
  for (const step of stepsOf(readPage('docs/company.md'))) {
    await company.do(step);
    if (step.kind === 'file' || !step.withHosts || seen.length > 0) continue;
    for (const [name, open] of Object.entries(HOSTS)) {
      const { version, servers } = await open(home).status(ADDRESS);
      expect(servers, name).toMatchObject([{ name: 'weather', connected: true }]);
      seen.push(`${name} ${version}`);
    }
  }
  expect(seen).toEqual(['codex 0.1.0', 'claude 0.1.0', 'copilot 0.1.0', 'gemini 0.1.0']);

  // what Dan has he switches off and on and removes himself, without the registry, in which he has no account any more
  const change = async (word: string) => {
    const { code, stdout, stderr } = await machine().rolekit([word, 'acme/weather', '--json'], {});
    expect([word, code, stderr]).toEqual([word, 0, '']);
    const { changed, without } = JSON.parse(stdout).result;
    return { changed: changed.map(({ host }: { host: string }) => host), without };
  };
  expect(await change('disable')).toEqual({ changed: ['claude', 'copilot', 'gemini'], without: ['codex'] });
  expect(await hostsThatHaveIt()).toEqual(['codex']);
  expect(await change('enable')).toEqual({ changed: ['claude', 'copilot', 'gemini'], without: ['codex'] });
  expect(await hostsThatHaveIt()).toEqual(['codex', 'claude', 'copilot', 'gemini']);
  expect(await change('uninstall')).toEqual({ changed: ['codex', 'claude', 'copilot', 'gemini'], without: [] });
  expect(await hostsThatHaveIt()).toEqual([]);
});
