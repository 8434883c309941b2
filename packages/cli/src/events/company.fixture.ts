import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import type { AuditLine } from '@rolekit/sdk/wire';
import { onTestFinished } from 'vitest';
import { testRegistry } from '../../test/registry.ts';
import { rolekit } from '../../test/rolekit.ts';
import { todoArchive } from '../../test/todo-archive.ts';
import { temporaryFolder } from '../../test/workspace.ts';
import { saveSignIn } from '../registry/saved-sign-ins.ts';

/** A registry with `acme/todo`, an administrator and Ada, who is signed in on a machine of her own. */
export async function company(policy?: object) {
  const started = await testRegistry();
  const { registry, url, tokenFile } = started;
  const requests: string[] = [];
  registry.app.server.on('request', ({ method, url }) => void requests.push(`${method} ${url}`));
  const tokenOf = async (handle: string, isAdministrator: boolean) => {
    const { id } = await registry.accounts.create({
      handle,
      password: 'correct horse battery',
      isAdministrator,
      by: 'op',
    });
    return registry.tokens.create({ name: handle, namespaces: ['*'], scopes: ['read', 'govern'], accountId: id });
  };
  const admin = await tokenOf('admin', true);
  const token = await tokenOf('ada', false);
  const home = join(temporaryFolder(), 'home');
  await saveSignIn(home, url, { account: 'ada', token, expiresAt: null });
  const env = { HOME: home, USERPROFILE: home };
  const asAdmin = async (path: string, init: RequestInit = {}) => {
    const headers = { authorization: `Bearer ${admin}`, 'content-type': 'application/json' };
    // biome-ignore lint/suspicious/noExplicitAny: tests look into it freely
    return (await fetch(`${url}${path}`, { ...init, headers })).json() as Promise<any>;
  };
  const setPolicy = (document: object) => asAdmin('/v1/policy', { method: 'PUT', body: JSON.stringify(document) });
  await rolekit(['publish', await todoArchive(), '--registry', url, '--token-file', tokenFile]);
  if (policy !== undefined) await setPolicy(policy);
  return {
    ...started,
    home,
    env,
    asAdmin,
    setPolicy,
    requests,
    reports: () => requests.filter((request) => request.includes('/v1/audit/reports')),
    run: (...argv: string[]) => rolekit([...argv, '--json'], { env, cwd: home }),
    install: (to = join(temporaryFolder(), 'todo')) =>
      rolekit(['install', 'acme/todo', '--to', to, '--registry', url, '--json'], { env, cwd: home }),
    /** What commands reported, as it is on record. */
    lines: async (): Promise<AuditLine[]> =>
      (await asAdmin('/v1/audit?limit=1000')).lines.filter(({ data }: AuditLine) => data.report !== undefined),
  };
}

/** A registry that takes requests and never answers. */
export async function silentRegistry(): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer(({ url = '' }) => void asked.push(url)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as { port: number }).port}`, asked };
}
