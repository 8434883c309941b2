import { Client, type OAuthClientProvider, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import { shelf } from '../../testing/shelf-connector.ts';
import type { HttpServing } from '../endpoint/http-options.ts';
import { serveHttp } from '../endpoint/serve-http.ts';
import { type Issuer, startIssuer } from './issuer.fixture.ts';

let home: string;
let issuer: Issuer;
let serving: HttpServing;

beforeAll(async () => {
  home = temporaryFolder();
  issuer = await startIssuer('/tenant');
  const scopes = { read: 'shelf:read', write: 'shelf:write' };
  serving = await serveHttp(shelf().plugin, { home, env: {}, oauth: { issuer: issuer.url, scopes } });
});
afterAll(async () => {
  await serving.close();
  await issuer.close();
});
beforeEach(() => {
  issuer.seen = { resource: [], scope: [] };
});

interface Browserless extends OAuthClientProvider {
  /** What the authorization server sent the browser back with. */
  code: string;
}

/** Keeps what a client is told in memory, and follows the authorization page without a browser. */
function provider(): Browserless {
  const kept = new Map<string, unknown>();
  const get = (name: string) => kept.get(name) as never;
  const keep = (name: string) => (value: unknown) => void kept.set(name, value);
  return {
    code: '',
    redirectUrl: 'http://127.0.0.1:1/callback',
    clientMetadata: { client_name: 'test', redirect_uris: ['http://127.0.0.1:1/callback'] },
    state: () => 'state-1',
    clientInformation: () => get('client'),
    saveClientInformation: keep('client'),
    tokens: () => get('tokens'),
    saveTokens: keep('tokens'),
    codeVerifier: () => get('verifier'),
    saveCodeVerifier: keep('verifier'),
    discoveryState: () => get('discovery'),
    saveDiscoveryState: keep('discovery'),
    async redirectToAuthorization(url) {
      const { headers } = await fetch(url, { redirect: 'manual' });
      this.code = new URL(headers.get('location') ?? '').searchParams.get('code') ?? '';
    },
  };
}

describe.each([['2026-07-28', { pin: '2026-07-28' }] as const, ['2025-11-25', 'legacy'] as const])(
  'the official client (%s)',
  (_, mode) => {
    const make = () =>
      new Client(
        { name: 'test', version: '1' },
        { versionNegotiation: { mode }, capabilities: { elicitation: { form: {} } } },
      );

    it('finds the authorization server, signs in for this server, and calls', async () => {
      const authProvider = provider();
      const connect = async () => {
        const transport = new StreamableHTTPClientTransport(new URL(serving.url), { authProvider });
        const client = make();
        client.setRequestHandler('elicitation/create', () => ({ action: 'accept', content: { approve: true } }));
        return { client, transport, done: client.connect(transport) };
      };
      const first = await connect();
      await expect(first.done).rejects.toThrow(/nauthorized/);
      await first.transport.finishAuth(authProvider.code);
      expect(issuer.seen).toEqual({ resource: [serving.url], scope: ['shelf:read'] });

      const { client, transport, done } = await connect();
      await done;
      expect((await client.listTools()).tools).toHaveLength(3);
      const read = await client.callTool({ name: 'shelf_get_book', arguments: { id: 'b3' } });
      expect(read.structuredContent).toMatchObject({ item: { title: 'Book 3' } });

      // the write needs another scope: the client asks for it, and keeps the one that it has
      const write = () => client.callTool({ name: 'shelf_update_book', arguments: { id: 'b4', title: 'x' } });
      await expect(write()).rejects.toThrow(/nauthorized/);
      await transport.finishAuth(authProvider.code);
      expect(issuer.seen.scope.at(-1)?.split(' ').sort()).toEqual(['shelf:read', 'shelf:write']);
      expect((await write()).structuredContent).toMatchObject({ item: { title: 'x' } });
      await client.close();
    });
  },
);

it('the client of the older official SDK does so too', async () => {
  const authProvider = provider();
  const connect = () => {
    const transport = new TransportV1(new URL(serving.url), { authProvider: authProvider as never });
    const client = new ClientV1({ name: 'v1', version: '1' });
    return { client, transport, done: client.connect(transport as never) };
  };
  const first = connect();
  await expect(first.done).rejects.toThrow(/nauthorized/);
  await first.transport.finishAuth(authProvider.code);
  expect(issuer.seen).toEqual({ resource: [serving.url], scope: ['shelf:read'] });
  const { client, done } = connect();
  await done;
  const result = await client.callTool({ name: 'shelf_list_books', arguments: { limit: 2 } });
  expect(result.structuredContent).toMatchObject({ page: { returned: 2, total: 120 } });
  await client.close();
});

it('a client that is sent elsewhere by another server’s metadata gets a token that is worth nothing here', async () => {
  const foreign = await issuer.token('https://other.example/mcp');
  const transport = new StreamableHTTPClientTransport(new URL(serving.url), {
    requestInit: { headers: { authorization: `Bearer ${foreign}` } },
  });
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: 'legacy' } });
  await expect(client.connect(transport)).rejects.toThrow();
});
