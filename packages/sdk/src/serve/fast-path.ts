import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import {
  CLIENT_CAPABILITIES_META_KEY,
  classifyInboundRequest,
  type McpHttpHandler,
  type Result,
  SUPPORTED_PROTOCOL_VERSIONS,
} from '@modelcontextprotocol/server';
import { callTool } from './call.ts';
import { Ending } from './ending.ts';
import type { PluginState } from './state.ts';

type Era = 'legacy' | 'modern';

/** What the official server adds to a result in one era: read from its own answer, not written again here. */
interface Frame {
  before: string;
  after: string;
}

interface Prepared {
  list: Frame;
  /** Members of a result beside the tool's own. */
  extra: Record<string, unknown>;
}

/**
 * Answers the two requests that nearly all traffic consists of, `tools/list` and calls of read tools, from what was
 * prepared once. Whatever is not plainly one of them (another method, a header that is missing or disagrees, a progress
 * token, a write) is left to the official handler. Returns false when it is.
 */
export type FastPath = (request: IncomingMessage, response: ServerResponse, body: unknown) => boolean;

/** Lets the official handler answer once in each era, and keeps what it said. */
export async function createFastPath(state: PluginState, handler: McpHttpHandler): Promise<FastPath> {
  const prepared: Record<Era, Prepared> = {
    legacy: await prepare(handler, 'legacy'),
    modern: await prepare(handler, 'modern'),
  };
  const running: Running = new Map();
  return (request, response, body) => {
    cancel(running, request.headers, body);
    const era = eraOf(request.headers, body);
    if (!era) return false;
    const message = body as {
      id: string | number;
      method: string;
      params?: { name?: string; arguments?: unknown; cursor?: unknown };
    };
    if (message.method === 'tools/list') {
      const { before, after } = prepared[era].list;
      send(response, before + JSON.stringify(message.id) + after);
      return true;
    }
    const name = message.params?.name;
    if (name === undefined || !state.isRead(name)) return false;
    const call = { name, args: message.params?.arguments, key: keyOf(request.headers, message.id) };
    void state.inFlight.track(answerCall(state, prepared[era], message.id, call, response, running));
    return true;
  };
}

/** The calls of clients with a session, which cancel by a message of its own instead of closing the connection. */
type Running = Map<string, Ending>;

function keyOf(headers: IncomingHttpHeaders, id: unknown): string | undefined {
  const session = one(headers['mcp-session-id']);
  return session === undefined ? undefined : `${session}\n${JSON.stringify(id)}`;
}

function cancel(running: Running, headers: IncomingHttpHeaders, body: unknown): void {
  const { method, params } = (body ?? {}) as { method?: unknown; params?: { requestId?: unknown } };
  if (method !== 'notifications/cancelled') return;
  running.get(keyOf(headers, params?.requestId) ?? '')?.end('cancelled');
}

async function answerCall(
  state: PluginState,
  { extra }: Prepared,
  id: string | number,
  { name, args, key }: { name: string; args: unknown; key: string | undefined },
  response: ServerResponse,
  running: Running,
): Promise<void> {
  const ending = new Ending();
  response.once('close', () => ending.end('cancelled'));
  if (key !== undefined) running.set(key, ending);
  const result = await callTool(state, {
    name,
    args,
    principal: state.principal,
    ending,
    progress: () => {},
    log: () => {},
    canAsk: false,
  });
  if (key !== undefined) running.delete(key);
  if (!response.destroyed) send(response, JSON.stringify({ jsonrpc: '2.0', id, result: merged(result, extra) }));
}

/** What a result says of itself stands beside what the official server says of itself. */
function merged(result: Result, extra: Prepared['extra']): object {
  const both = { ...result, ...extra };
  return result._meta ? { ...both, _meta: { ...(extra._meta as object | undefined), ...result._meta } } : both;
}

function send(response: ServerResponse, text: string): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

function eraOf(headers: IncomingHttpHeaders, body: unknown): Era | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
  const { id, method, params } = body as { id?: unknown; method?: unknown; params?: Record<string, unknown> };
  if (typeof id !== 'string' && typeof id !== 'number') return undefined;
  if (method !== 'tools/list' && method !== 'tools/call') return undefined;
  if (params !== undefined && !isPlain(params, method)) return undefined;
  if (!accepts(headers)) return undefined;
  const version = one(headers['mcp-protocol-version']);
  if (version === undefined) return undefined;
  const route = classifyInboundRequest({
    httpMethod: 'POST',
    protocolVersionHeader: version,
    ...optional('mcpMethodHeader', one(headers['mcp-method'])),
    ...optional('mcpNameHeader', one(headers['mcp-name'])),
    body,
  });
  if (route.kind === 'legacy') return SUPPORTED_PROTOCOL_VERSIONS.includes(version) ? 'legacy' : undefined;
  if (route.kind !== 'modern' || route.messageKind !== 'request') return undefined;
  // the official handler says what is wrong with these headers
  if (one(headers['mcp-method']) !== method) return undefined;
  return method === 'tools/list' || one(headers['mcp-name']) === params?.name ? 'modern' : undefined;
}

const ENVELOPE = /^io\.modelcontextprotocol\/(?:protocolVersion|clientInfo|clientCapabilities)$/;

/** Only the members that the fast path knows the meaning of. */
function isPlain(params: Record<string, unknown>, method: string): boolean {
  const known = method === 'tools/list' ? ['_meta'] : ['_meta', 'name', 'arguments'];
  if (!Object.keys(params).every((key) => known.includes(key))) return false;
  if (method === 'tools/call' && typeof params.name !== 'string') return false;
  const { arguments: args, _meta: meta } = params;
  if (args !== undefined && (typeof args !== 'object' || args === null || Array.isArray(args))) return false;
  if (meta === undefined) return true;
  if (typeof meta !== 'object' || meta === null) return false;
  return Object.keys(meta).every((key) => ENVELOPE.test(key));
}

function accepts(headers: IncomingHttpHeaders): boolean {
  const accept = headers.accept ?? '';
  return (
    /^application\/json(?:\s*;|$)/.test(headers['content-type'] ?? '') &&
    accept.includes('application/json') &&
    accept.includes('text/event-stream')
  );
}

function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? undefined : value;
}

function optional<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: string };
}

const PROBE = 'rolekit-fast-path-probe';

async function prepare(handler: McpHttpHandler, era: Era): Promise<Prepared> {
  const modern = {
    _meta: {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientInfo': { name: 'rolekit', version: '1' },
      [CLIENT_CAPABILITIES_META_KEY]: {},
    },
  };
  const body = { jsonrpc: '2.0', id: PROBE, method: 'tools/list', params: era === 'modern' ? modern : {} };
  const response = await handler.fetch(
    new Request('http://127.0.0.1/mcp', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': era === 'modern' ? '2026-07-28' : '2025-11-25',
        ...(era === 'modern' ? { 'mcp-method': 'tools/list' } : {}),
      },
      body: JSON.stringify(body),
    }),
  );
  const text = await response.text();
  // older clients are answered as an event stream
  const json = text.startsWith('{') ? text : (/^data: (.*)$/m.exec(text)?.[1] ?? '');
  const { result } = JSON.parse(json) as { result: Record<string, unknown> };
  const { tools: _, ttlMs: __, cacheScope: ___, ...extra } = result;
  const whole = JSON.stringify({ jsonrpc: '2.0', id: PROBE, result });
  const at = whole.indexOf(JSON.stringify(PROBE));
  return { list: { before: whole.slice(0, at), after: whole.slice(at + PROBE.length + 2) }, extra };
}
