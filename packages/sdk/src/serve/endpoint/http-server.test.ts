import { request } from 'node:http';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import { foreignAnswers } from '../../testing/foreign-requests.ts';
import { shelf } from '../../testing/shelf-connector.ts';
import type { HttpServing } from './http-options.ts';
import { serveHttp } from './serve-http.ts';

let serving: HttpServing;
beforeAll(async () => {
  serving = await serveHttp(shelf().plugin, { home: temporaryFolder(), env: {} });
});
afterAll(() => serving.close());

function post(headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(serving.url);
    const req = request(
      {
        host: '127.0.0.1',
        port,
        path: '/mcp',
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          authorization: `Bearer ${serving.token}`,
          ...headers,
        },
      },
      (res) => {
        res.resume();
        resolve(res.statusCode ?? 0);
      },
    );
    req.on('error', reject);
    req.end(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }));
  });
}

describe('a plugin served over HTTP', () => {
  it('gives nothing to another site: a foreign Host or Origin', async () => {
    expect(await post({ host: 'evil.example' })).toBe(403);
    expect(await post({ origin: 'https://evil.example' })).toBe(403);
    expect(await post({ origin: 'null' })).toBe(403);
  });

  it('gives nothing to another site, however it asks', async () => {
    const authorization = `Bearer ${serving.token}`;
    for (const { what, status, body } of await foreignAnswers(serving.url, { authorization }))
      expect([what, status, body]).toEqual([
        what,
        403,
        /Origin|change/.test(what) ? 'Forbidden: foreign Origin.\n' : 'Forbidden: unknown Host.\n',
      ]);
  });

  it('gives nothing without the token of the run', async () => {
    expect(await post({ authorization: '' })).toBe(401);
    expect(await post({ authorization: 'Bearer wrong' })).toBe(401);
    expect(await post({ authorization: `Bearer\t${serving.token}` })).toBe(401);
    expect(await post({ authorization: `bearer  ${serving.token}` })).toBe(200);
    expect(await post({})).toBe(200);
  });

  it('takes what HTTP takes for the two types that it answers with', async () => {
    for (const accept of ['*/*', 'Application/JSON, Text/Event-Stream', 'application/*, text/*;q=0.1'])
      expect([accept, await post({ accept })]).toEqual([accept, 200]);
    for (const accept of ['application/json', 'text/html', 'application/json, text/event-stream;q=0'])
      expect([accept, await post({ accept })]).toEqual([accept, 406]);
    for (const type of ['Application/JSON', 'application/json ; charset="utf-8"'])
      expect([type, await post({ 'content-type': type })]).toEqual([type, 200]);
    expect(await post({ 'content-type': 'text/plain; a=application/json' })).toBe(415);
  });

  it('does not start with a token that no header can carry', async () => {
    await expect(serveHttp(shelf().plugin, { token: 'two words', env: {} })).rejects.toHaveProperty(
      'code',
      'RK_DEFINITION',
    );
  });

  it.each([{ pin: '2026-07-28' }, 'legacy'] as const)('serves a %o client', async (mode) => {
    const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
    await client.connect(
      new StreamableHTTPClientTransport(new URL(serving.url), {
        requestInit: { headers: { authorization: `Bearer ${serving.token}` } },
      }),
    );
    expect((await client.listTools()).tools).toHaveLength(3);
    const result = await client.callTool({ name: 'shelf_get_book', arguments: { id: 'b3' } });
    expect(result.structuredContent).toMatchObject({ item: { title: 'Book 3' }, source: { connector: 'shelf' } });
    await client.close();
  });

  it('serves the client of the older official SDK', async () => {
    const client = new ClientV1({ name: 'v1', version: '1' });
    await client.connect(
      new TransportV1(new URL(serving.url), {
        requestInit: { headers: { authorization: `Bearer ${serving.token}` } },
      }) as never,
    );
    const result = await client.callTool({ name: 'shelf_list_books', arguments: { limit: 2 } });
    expect(result.structuredContent).toMatchObject({ page: { returned: 2, total: 120 } });
    // once it knows the output schemas, it checks every result against them, failed ones too
    await client.listTools();
    const failed = await client.callTool({ name: 'shelf_get_book', arguments: { id: 'none' } });
    expect(failed).toMatchObject({
      isError: true,
      content: [{ text: 'not_found: Book none does not exist.\nNext: List the books first.' }],
      _meta: { 'dev.rolekit/error': { kind: 'not_found', code: 'RK_NOT_FOUND' } },
    });
    await client.close();
  });

  it('refuses a write of an older client without a session, with the setting named', async () => {
    const response = await fetch(serving.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        authorization: `Bearer ${serving.token}`,
        'mcp-protocol-version': '2025-11-25',
      },
      body: JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method: 'tools/call',
        params: { name: 'shelf_update_book', arguments: { id: 'b1', title: 'x' } },
      }),
    });
    expect(await response.text()).toContain('approval_required');
  });

  it('asks an older client through its session and applies what was approved', async () => {
    const client = new Client(
      { name: 'test', version: '1' },
      { versionNegotiation: { mode: 'legacy' }, capabilities: { elicitation: { form: {} } } },
    );
    client.setRequestHandler('elicitation/create', () => ({ action: 'accept', content: { approve: true } }));
    const transport = new StreamableHTTPClientTransport(new URL(serving.url), {
      requestInit: { headers: { authorization: `Bearer ${serving.token}` } },
    });
    await client.connect(transport);
    expect(transport.sessionId).toMatch(/^[0-9a-f-]{36}$/);
    const result = await client.callTool({ name: 'shelf_update_book', arguments: { id: 'b2', title: 'older' } });
    expect(result.structuredContent).toMatchObject({ item: { title: 'older' } });
    await client.close();
  });

  it('does not know a session that it never opened', async () => {
    const headers = { 'mcp-session-id': 'made-up', 'mcp-protocol-version': '2025-11-25' };
    expect(await post(headers)).toBe(404);
  });

  it('asks a 2026-07-28 client and applies what was approved', async () => {
    const client = new Client(
      { name: 'test', version: '1' },
      { versionNegotiation: { mode: { pin: '2026-07-28' } }, capabilities: { elicitation: { form: {} } } },
    );
    client.setRequestHandler('elicitation/create', () => ({ action: 'accept', content: { approve: true } }));
    await client.connect(
      new StreamableHTTPClientTransport(new URL(serving.url), {
        requestInit: { headers: { authorization: `Bearer ${serving.token}` } },
      }),
    );
    const result = await client.callTool({ name: 'shelf_update_book', arguments: { id: 'b1', title: 'x' } });
    expect(result.structuredContent).toMatchObject({ item: { title: 'x' } });
    await client.close();
  });
});
