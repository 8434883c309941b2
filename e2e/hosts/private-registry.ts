// A registry with local accounts and a private plugin in it, and people who sign in as they do.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { createRegistry } from '@rolekit/registry';
import { copyConnector } from '../connected-registry.ts';
import { ROOT, rolekitCommand, rolekitJson } from '../workspace.ts';
import type { Home } from './home.ts';
import type { PluginAddress } from './host.ts';
import { type Finished, startProgram } from './processes.ts';

const PASSWORD = 'correct horse battery';

export type PrivateRegistry = {
  url: string;
  address: PluginAddress;
  /** Signs the command of a home in, as a reader of the private namespace or as somebody who is none. */
  login(home: Home, who: 'reader' | 'outsider', ...more: string[]): Promise<Finished>;
  logout(home: Home): Promise<void>;
  publish(version: string): Promise<void>;
  removeReader(): Promise<void>;
  close(): Promise<void>;
};

/** A plugin that needs no connection, in the private namespace `vault`. */
export async function openPrivateRegistry(home: Home): Promise<PrivateRegistry> {
  const folder = mkdtempSync(join(tmpdir(), 'rolekit-private-'));
  copyConnector(join(ROOT, 'connectors', 'models'), folder);
  const registry = await createRegistry({ dataDir: join(folder, 'registry') });
  await registry.listen();
  const { url } = registry;
  for (const handle of ['reader', 'outsider'])
    await registry.accounts.create({ handle, password: PASSWORD, by: 'e2e' });
  const scopes = ['publish', 'govern'] as const;
  const token = await registry.tokens.create({ name: 'e2e', namespaces: ['vault'], scopes: [...scopes] });
  const govern = async (method: string, path: string, body?: object) => {
    const answer = await fetch(`${url}/v1/namespaces/vault${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`);
  };
  const member = '/members/account/reader';
  const publish = async (version: string) => {
    const manifest = join(folder, 'connectors', 'models', 'plugin.json');
    const content = JSON.parse(readFileSync(manifest, 'utf8'));
    content.extensions['dev.rolekit'].namespace = 'vault';
    writeFileSync(manifest, JSON.stringify({ ...content, version }, null, 2));
    const env = { ...home.env, ROLEKIT_TOKEN: token, ROLEKIT_REGISTRY: url };
    await rolekitJson(env, folder, 'publish', 'connectors/models');
  };
  await publish('0.1.0');
  await govern('PUT', '/members/account/outsider', { role: 'owner' });
  await govern('PUT', member, { role: 'reader' });
  await govern('PUT', '', { visibility: 'private' });
  await govern('PUT', '/members/group/owners', { role: 'owner' });
  await govern('DELETE', '/members/account/outsider');

  return {
    url,
    address: {
      plugin: 'models',
      marketplace: 'rolekit-vault',
      marketplaceUrl: `${url}/git/vault.git`,
      repositoryUrl: `${url}/git/vault/models.git`,
    },
    login: (at, who, ...more) => login(url, at, who, more),
    async logout(at) {
      await rolekitJson(at.env, at.cwd, 'logout', url);
    },
    publish,
    removeReader: () => govern('DELETE', member),
    async close() {
      await registry.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** `rolekit login`, with a person in a browser beside it who approves the code that it shows. */
function login(url: string, home: Home, handle: string, more: readonly string[]): Promise<Finished> {
  const [command, args] = rolekitCommand('login', url, '--no-browser', ...more);
  const child = startProgram(command, args, home);
  const finished: Finished = { code: null, stdout: '', stderr: '' };
  let isAnswered = false;
  child.stdin.end();
  child.stdout.on('data', (text) => {
    finished.stdout += text;
  });
  return new Promise((resolve, reject) => {
    child.stderr.on('data', (text) => {
      finished.stderr += text;
      const [, code] = /compare the code: (\S+)\n/.exec(finished.stderr) ?? [];
      if (code === undefined || isAnswered) return;
      isAnswered = true;
      approve(url, handle, code).catch(reject);
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ ...finished, code }));
  });
}

async function approve(url: string, handle: string, code: string): Promise<void> {
  const submit = (path: string, fields: Record<string, string>, cookie = '') =>
    fetch(`${url}${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: url, cookie },
      body: new URLSearchParams(fields),
    });
  const signedIn = await submit('/login', { handle, password: PASSWORD });
  const [cookie = ''] = (signedIn.headers.getSetCookie()[0] ?? '').split(';');
  const approved = await submit('/login/device', { code, answer: 'approve' }, cookie);
  if (approved.status !== 200) throw new Error(`the code was not approved: ${await approved.text()}`);
}

/** Files below a home that hold a token of the registry, by their paths. */
export function filesWithTokens(home: Home): string[] {
  const entries = readdirSync(home.path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => /(?<![\w-])rk_[\w-]{43}(?![\w-])/.test(readFileSync(path, 'latin1')))
    .map((path) => relative(home.path, path))
    .sort();
}
