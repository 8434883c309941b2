import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { McpServer } from '@modelcontextprotocol/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HttpSessions } from './http-sessions.ts';

const INITIALIZE = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
};

/** Servers that were made for a session, and how many of them ended. */
const servers = { made: 0, ended: 0 };
let http: Server;
let sessions: HttpSessions;

beforeEach(async () => {
  Object.assign(servers, { made: 0, ended: 0 });
  sessions = new HttpSessions(() => {
    servers.made++;
    const mcp = new McpServer({ name: 'test', version: '1' }, { capabilities: { tools: {} } });
    mcp.server.onclose = () => {
      servers.ended++;
    };
    return mcp;
  });
  http = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    await sessions.handle(request, response, { principal: String(request.headers['x-principal']) }, JSON.parse(text));
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  await sessions.close();
  http.closeAllConnections();
  await new Promise((resolve) => http.close(resolve));
});

async function open(principal: string, accept = 'application/json, text/event-stream'): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept, 'x-principal': principal },
    body: JSON.stringify(INITIALIZE),
  });
  await response.text();
  return response.status;
}

describe('a session over HTTP', () => {
  it('leaves nothing behind when its opening is refused', async () => {
    expect(await open('ada', 'application/json')).toBe(406);
    expect(servers).toEqual({ made: 1, ended: 1 });
  });

  it('makes room when one person has 40: the one that was not used for longest ends', async () => {
    for (let count = 0; count < 40; count++) expect(await open('ada')).toBe(200);
    expect(servers).toEqual({ made: 40, ended: 0 });
    expect(await open('ada')).toBe(200);
    expect(servers).toEqual({ made: 41, ended: 1 });
    expect(await open('bob')).toBe(200);
    expect(servers).toEqual({ made: 42, ended: 1 });
  });

  it('ends with the server', async () => {
    await open('ada');
    await sessions.close();
    expect(servers).toEqual({ made: 1, ended: 1 });
  });
});
