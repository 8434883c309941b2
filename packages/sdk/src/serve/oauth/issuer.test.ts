import { rm } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { RolekitError } from '../../errors.ts';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import { findKeys, issuerDocuments, metadataUrls } from './issuer.ts';

let home: string;
beforeEach(async () => {
  home = temporaryFolder();
  onTestFinished(() => rm(home, { recursive: true, force: true }));
});

type Routes = Record<string, (response: ServerResponse, url: string) => unknown>;

/** A server of any answers; what it is not told about is not there. */
async function start(routes: Routes) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    const route = routes[path];
    if (route) route(response, url);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close().closeAllConnections());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, asked };
}

const json = (body: unknown) => (response: ServerResponse) =>
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
const RFC8414 = '/.well-known/oauth-authorization-server';
const OIDC = '/.well-known/openid-configuration';

const keysOf = (issuer: string) => findKeys({ issuer }, issuerDocuments({ issuer }, home));

describe('a document of the issuer', () => {
  const refusal = async (routes: Routes) => {
    const { url, asked } = await start(routes);
    const failed = await issuerDocuments({ issuer: url }, home)(`${url}/doc`).catch((error) => error);
    const { code, message } = failed as RolekitError;
    return { code, message, asked };
  };

  it('that lies elsewhere is not followed to', async () => {
    const other = await start({ '/doc': json({ keys: [] }) });
    for (const location of [`${other.url}/doc`, '/other', 'http://169.254.169.254/latest']) {
      const { code, asked } = await refusal({
        '/doc': (response) => response.writeHead(302, { location }).end(),
        '/other': json({ keys: [] }),
      });
      expect({ code, asked }).toEqual({ code: 'RK_UPSTREAM_UNAVAILABLE', asked: ['/doc'] });
    }
    expect(other.asked).toEqual([]);
  });

  it('that has no end is not read to the end', async () => {
    const { code } = await refusal({ '/doc': json({ pad: 'x'.repeat(300 * 1024) }) });
    expect(code).toBe('RK_TOO_LARGE');
  });

  it('that does not come is not waited for', async () => {
    const { code } = await refusal({ '/doc': () => {} });
    expect(code).toBe('RK_TIMEOUT');
  });

  it('that is not JSON, or not found, is none', async () => {
    expect((await refusal({ '/doc': (response) => response.end('<html>') })).message).toContain('/doc is not JSON');
    expect((await refusal({ '/doc': (response) => response.writeHead(503).end() })).message).toContain('HTTP 503');
    const { url } = await start({});
    expect(await issuerDocuments({ issuer: url }, home)(`${url}/doc`)).toBeUndefined();
  });

  it.each([
    'http://login.example.com/jwks',
    'https://127.0.0.1/jwks',
    'https://10.0.0.1/jwks',
    'https://[::1]/jwks',
    'https://localhost/jwks',
    'http://127.0.0.1:1/jwks',
    'file:///etc/passwd',
  ])('is not asked for at %s, which the operator did not name', async (url) => {
    const get = issuerDocuments({ issuer: 'https://login.example.com' }, home);
    await expect(get(url)).rejects.toMatchObject({ code: 'RK_OUT_OF_REACH' });
  });
});

describe('where the keys are', () => {
  it('is not taken from the metadata of another issuer, however near', async () => {
    for (const issuer of ['https://evil.example', undefined]) {
      const { url } = await start({ [RFC8414]: json({ issuer, jwks_uri: 'https://evil.example/jwks' }) });
      await expect(keysOf(url)).rejects.toThrow('is the metadata of another issuer');
    }
    const slash = await start({ [RFC8414]: (response, url) => json({ issuer: `${url}/`, jwks_uri: url })(response) });
    await expect(keysOf(slash.url)).rejects.toThrow('is the metadata of another issuer');
  });

  it('is nowhere without metadata', async () => {
    const { url, asked } = await start({});
    await expect(keysOf(`${url}/tenant`)).rejects.toThrow('it has no metadata');
    expect(asked).toEqual([`${RFC8414}/tenant`, `${OIDC}/tenant`, `/tenant${OIDC}`]);
    const bare = await start({ [RFC8414]: (response, url) => json({ issuer: url })(response) });
    await expect(keysOf(bare.url)).rejects.toThrow('names no jwks_uri');
  });

  it('is what OpenID Connect Discovery says, where there is no other metadata', async () => {
    const { url } = await start({
      [`/tenant${OIDC}`]: (response, url) => json({ issuer: `${url}/tenant`, jwks_uri: `${url}/keys` })(response),
    });
    expect(await keysOf(`${url}/tenant`)).toBe(`${url}/keys`);
  });

  it('is looked for as the MCP specification has clients do', () => {
    expect(metadataUrls('https://login.example.com')).toEqual([
      `https://login.example.com${RFC8414}`,
      `https://login.example.com${OIDC}`,
    ]);
    expect(metadataUrls('https://login.example.com/t/1')).toEqual([
      `https://login.example.com${RFC8414}/t/1`,
      `https://login.example.com${OIDC}/t/1`,
      `https://login.example.com/t/1${OIDC}`,
    ]);
  });
});
