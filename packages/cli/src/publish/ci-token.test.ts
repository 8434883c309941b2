import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRegistry } from '@rolekit/registry';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { expect, onTestFinished, test } from 'vitest';
import { rolekit } from '../../test/rolekit.ts';
import { todoArchive } from '../../test/todo-archive.ts';
import { manifestOf, temporaryFolder, writeFiles } from '../../test/workspace.ts';

/** A CI platform on loopback: it makes ID tokens for its runs, and publishes its keys. */
async function platform() {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256' };
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', issuer);
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      repository: 'acme/plugins',
      repository_id: '7',
      workflow_ref: 'acme/plugins/.github/workflows/release.yml@refs/heads/main',
    };
    const idToken = () =>
      new SignJWT({
        ...claims,
        iss: issuer,
        aud: searchParams.get('audience') ?? '',
        sub: 'repo',
        iat: now,
        exp: now + 300,
        jti: `${asked.length}`,
      })
        .setProtectedHeader({ alg: 'RS256', kid: 'one' })
        .sign(privateKey);
    if (pathname === '/token') asked.push(request.headers.authorization ?? '');
    const answer =
      pathname === '/token'
        ? { value: await idToken() }
        : pathname === '/jwks'
          ? { keys: [jwk] }
          : { issuer, jwks_uri: `${issuer}/jwks` };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { issuer, asked };
}

async function withPlatform() {
  const { issuer, asked } = await platform();
  const registry = await createRegistry({ dataDir: temporaryFolder(), ciIssuers: [issuer] });
  onTestFinished(() => registry.close());
  const url = await registry.listen();
  const owner = await registry.tokens.create({ name: 'owner', namespaces: ['acme'], scopes: ['govern'] });
  const trust = await fetch(`${url}/v1/namespaces/acme/publishers`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${owner}`, 'content-type': 'application/json' },
    body: JSON.stringify({ issuer, repository: 'acme/plugins', workflow: 'release.yml' }),
  });
  expect(trust.status).toBe(200);
  const env = { ACTIONS_ID_TOKEN_REQUEST_URL: `${issuer}/token?run=1`, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'of-the-run' };
  return { url, asked, env, owner };
}

test('a workflow that is trusted publishes without a kept token', async () => {
  const { url, asked, env } = await withPlatform();
  const run = await rolekit(['publish', await todoArchive(), '--registry', url, '--json'], { env });
  expect(run.json.result).toMatchObject({ plugin: 'acme/todo', outcome: 'published' });
  expect(asked).toEqual(['Bearer of-the-run']);
  const { publishedBy } = (await (await fetch(`${url}/v1/plugins/acme/todo/versions/latest`)).json()) as {
    publishedBy: string;
  };
  expect(publishedBy).toBe('acme/plugins release.yml');
});

test('a token that is named comes first, and a platform that does not answer is said', async () => {
  const { url, asked, env } = await withPlatform();
  const archive = await todoArchive();
  const named = await rolekit(['publish', archive, '--registry', url, '--json'], {
    env: { ...env, ROLEKIT_TOKEN: 'rk_wrong' },
  });
  expect([named.code, asked]).toEqual([3, []]);
  const down = { ...env, ACTIONS_ID_TOKEN_REQUEST_URL: 'http://127.0.0.1:9/token' };
  const run = await rolekit(['publish', archive, '--registry', url, '--json'], { env: down });
  expect([run.code, run.json.error.code]).toEqual([4, 'RK_UNREACHABLE']);
  expect(run.stderr).not.toContain('of-the-run');
});

test('a build reads the private connectors of its namespace as the workflow, and publishes with one road', async () => {
  const { url, asked, env, owner } = await withPlatform();
  await rolekit(['publish', await todoArchive(), '--registry', url], { env });
  const made = await fetch(`${url}/v1/namespaces/acme`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${owner}`, 'content-type': 'application/json' },
    body: JSON.stringify({ visibility: 'private' }),
  });
  expect(made.status).toBe(200);
  const cwd = temporaryFolder();
  writeFiles(cwd, {
    'plugin.json': manifestOf('desk', { connectors: { todo: { plugin: 'acme/todo', range: '^0.1.0' } } }),
  });
  const build = (env: NodeJS.ProcessEnv) => rolekit(['build', '--registry', url, '--json'], { cwd, env });
  const unreadable = {
    error: { findings: [{ code: 'build/unresolved', fix: 'Correct the name, or publish it there first.' }] },
  };
  expect((await build({})).json).toMatchObject(unreadable);
  // a platform that is down, or a run that is not trusted, leaves what everybody reads
  const down = await build({ ...env, ACTIONS_ID_TOKEN_REQUEST_URL: 'http://127.0.0.1:9/token' });
  expect(down.json).toMatchObject(unreadable);
  // that of a job that has only one is kept for its publication
  expect((await build({ ROLEKIT_ID_TOKEN: 'x' })).json).toMatchObject(unreadable);
  expect(asked).toHaveLength(1);
  expect(await build(env)).toMatchObject({ code: 0 });
  const published = await rolekit(['publish', '--registry', url, '--json'], { cwd, env });
  expect(published.json.result).toMatchObject({ plugin: 'acme/desk', outcome: 'published' });
  expect(asked).toHaveLength(3);
});
