import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';
import { classifyInboundRequest, type McpServerFactory } from '@modelcontextprotocol/server';
import type { Caller, KnownRequest } from '../http/gate.ts';

const MAX_SESSIONS = 200;
/** One person cannot close all others' by opening many. */
const MAX_PER_CALLER = 40;
const IDLE_MS = 30 * 60_000;

interface Session {
  transport: NodeStreamableHTTPServerTransport;
  /** Who opened it; to anybody else it is not there. */
  principal: string;
  usedAt: number;
  /** It asked for log messages, so its calls need a way to send them. */
  wantsLogs: boolean;
}

/**
 * Connections with state for 2025-era clients over HTTP: without one, the server has no way to ask the person behind
 * such a client. A client that opens with `initialize` gets a session; one that does not is served without.
 */
export class HttpSessions {
  readonly #factory: McpServerFactory;
  readonly #sessions = new Map<string, Session>();
  readonly #sweep: NodeJS.Timeout;

  constructor(factory: McpServerFactory) {
    this.#factory = factory;
    this.#sweep = setInterval(() => this.#closeIdle(Date.now() - IDLE_MS), 60_000).unref();
  }

  /** True when the request names an open session whose calls can be answered with a result alone. */
  isPlain(request: IncomingMessage, caller: Caller): boolean {
    const session = this.#find(request, caller);
    if (session) session.usedAt = Date.now();
    return session !== undefined && !session.wantsLogs;
  }

  /** Serves a request that opens a session or belongs to one; false when it is neither. */
  async handle(request: KnownRequest, response: ServerResponse, caller: Caller, body?: unknown): Promise<boolean> {
    if (!isLegacy(request, body)) return false;
    if (request.headers['mcp-session-id'] === undefined)
      return methodOf(body) === 'initialize' && this.#open(request, response, caller, body);
    const session = this.#find(request, caller);
    if (!session) {
      response.writeHead(404, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ jsonrpc: '2.0', id: null, error: { code: -32001, message: 'Session not found' } }));
      return true;
    }
    session.usedAt = Date.now();
    if (methodOf(body) === 'logging/setLevel') session.wantsLogs = true;
    await session.transport.handleRequest(request, response, body);
    return true;
  }

  async close(): Promise<void> {
    clearInterval(this.#sweep);
    await Promise.all([...this.#sessions.values()].map(({ transport }) => transport.close()));
  }

  #find({ headers }: IncomingMessage, { principal }: Caller): Session | undefined {
    const id = headers['mcp-session-id'];
    const session = typeof id === 'string' ? this.#sessions.get(id) : undefined;
    return session?.principal === principal ? session : undefined;
  }

  async #open(request: KnownRequest, response: ServerResponse, caller: Caller, body: unknown): Promise<boolean> {
    const { principal, auth } = caller;
    this.#makeRoom(principal);
    const transport = new NodeStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) =>
        void this.#sessions.set(id, { transport, principal, usedAt: Date.now(), wantsLogs: false }),
    });
    transport.onclose = () => {
      if (transport.sessionId !== undefined) this.#sessions.delete(transport.sessionId);
    };
    const server = await this.#factory({ era: 'legacy', ...(auth ? { authInfo: auth } : {}) });
    await server.connect(transport);
    try {
      await transport.handleRequest(request, response, body);
    } finally {
      // one that was refused (an `Accept` that is missing, say) is in no list that would end it
      if (transport.sessionId === undefined) await transport.close();
    }
    return true;
  }

  #closeIdle(before: number): void {
    for (const { transport, usedAt } of this.#sessions.values()) if (usedAt < before) void transport.close();
  }

  #makeRoom(principal: string): void {
    const all = [...this.#sessions.values()].sort((a, b) => a.usedAt - b.usedAt);
    const own = all.filter((session) => session.principal === principal);
    if (own.length >= MAX_PER_CALLER) void own[0]?.transport.close();
    else if (all.length >= MAX_SESSIONS) void all[0]?.transport.close();
  }
}

/** 2026-07-28 has no sessions: a client of it that names one, or sends `initialize`, is the official handler's business. */
function isLegacy({ method = 'POST', headers }: IncomingMessage, body: unknown): boolean {
  const version = headers['mcp-protocol-version'];
  const route = classifyInboundRequest({
    httpMethod: method,
    ...(typeof version === 'string' ? { protocolVersionHeader: version } : {}),
    ...(body === undefined ? {} : { body }),
  });
  return route.kind === 'legacy';
}

function methodOf(body: unknown): unknown {
  return typeof body === 'object' && body !== null ? (body as { method?: unknown }).method : undefined;
}
