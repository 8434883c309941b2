import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import {
  CLIENT_CAPABILITIES_META_KEY,
  classifyInboundRequest,
  type McpHttpHandler,
  SUPPORTED_PROTOCOL_VERSIONS,
} from '@modelcontextprotocol/server';
import { mediaTypeOf } from '../../header-fields.ts';
import { callTool } from '../call/call-tool.ts';
import { BOTH_TYPES, type Caller } from '../http/gate.ts';
import { Ending } from '../plugin/call-ending.ts';
import type { IncomingCall } from '../plugin/incoming-call.ts';
import type { PluginState } from '../plugin/plugin-state.ts';
import type { ApprovalDesk } from '../write/approval-desk.ts';
import { callAnswer, type Frames, framesOf } from './answer-frames.ts';
import { type PlainRequest, plainRequest } from './plain-request.ts';

type Era = 'legacy' | 'modern';

/**
 * Answers the two requests that nearly all traffic consists of, `tools/list` and calls of read tools, from what was
 * prepared once. Whatever is not plainly one of them (another method, a header that is missing or disagrees, a progress
 * token, a write) is left to the official handler.
 */
export interface HttpFront {
  /** False for what is left to the official handler. */
  answer(request: IncomingMessage, response: ServerResponse, body: unknown, caller: Caller): boolean;
  /** Other tools are listed from then on. */
  renew(): Promise<void>;
}

export interface HttpFrontOptions {
  state: PluginState;
  /** The official one. */
  handler: McpHttpHandler;
  desk?: ApprovalDesk | undefined;
}

/** Lets the official handler answer once in each era, and keeps what it said. */
export async function createHttpFront({ state, handler, desk }: HttpFrontOptions): Promise<HttpFront> {
  const recorded = async (): Promise<Record<Era, Frames>> => ({
    legacy: await prepare(handler, 'legacy'),
    modern: await prepare(handler, 'modern'),
  });
  let frames = await recorded();
  const running: Running = new Map();
  const eraOf = eraReader();
  const answer: HttpFront['answer'] = (request, response, body, { principal }) => {
    const plain = plainRequest(body);
    if (!plain) {
      cancel(running, request.headers, body, principal);
      return false;
    }
    // whoever wants to be told of progress needs a stream
    if (plain.progressToken !== undefined) return false;
    if (plain.name !== undefined && !state.tools.isRead(plain.name)) return false;
    const era = eraOf(request.headers, plain, body);
    if (!era) return false;
    const { list } = frames[era];
    if (plain.name !== undefined) {
      const key = keyOf(request.headers, plain.id, principal);
      const call = (incoming: IncomingCall) => callTool(state, incoming, desk);
      void state.inFlight.track(answerCall(call, frames[era], plain, principal, key, response, running));
      return true;
    }
    send(response, list.before + JSON.stringify(plain.id) + list.after);
    return true;
  };
  return {
    answer,
    async renew() {
      frames = await recorded();
    },
  };
}

/** The calls of clients with a session, which cancel by a message of its own instead of closing the connection. */
type Running = Map<string, Ending>;

function keyOf(headers: IncomingHttpHeaders, id: unknown, principal: string): string | undefined {
  const session = first(headers['mcp-session-id']);
  return session === undefined ? undefined : `${session}\n${JSON.stringify(id)}\n${principal}`;
}

function cancel(running: Running, headers: IncomingHttpHeaders, body: unknown, principal: string): void {
  const { method, params } = (body ?? {}) as { method?: unknown; params?: { requestId?: unknown } };
  if (method !== 'notifications/cancelled') return;
  running.get(keyOf(headers, params?.requestId, principal) ?? '')?.end('cancelled');
}

async function answerCall(
  call: (incoming: IncomingCall) => ReturnType<typeof callTool>,
  frames: Frames,
  { id, name = '', args }: PlainRequest,
  principal: string,
  key: string | undefined,
  response: ServerResponse,
  running: Running,
): Promise<void> {
  const ending = new Ending();
  response.once('close', () => ending.end('cancelled'));
  if (key !== undefined) running.set(key, ending);
  const result = await call({ name, args, principal, ending, progress: () => {}, log: () => {}, canAsk: false });
  // a client may have used the id again meanwhile
  if (key !== undefined && running.get(key) === ending) running.delete(key);
  if (!response.destroyed) send(response, callAnswer(id, result, frames));
}

function send(response: ServerResponse, text: string): void {
  const bytes = Buffer.byteLength(text);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes });
  // plain ASCII, as most answers are, is the same bytes in both encodings, and this one is only copied
  response.end(text, bytes === text.length ? 'latin1' : 'utf8');
}

/** Most verdicts that are kept: clients of one server are few, and whoever sends others is judged anew each time. */
const MAX_VERDICTS = 64;
const MAX_KEY_LENGTH = 4096;

/** Asks the official package in which era a request is to be served, once for all requests that look alike. */
function eraReader(): (headers: IncomingHttpHeaders, plain: PlainRequest, body: unknown) => Era | undefined {
  const verdicts = new Map<string, Era | undefined>();
  return (headers, plain, body) => {
    const version = first(headers['mcp-protocol-version']);
    if (version === undefined || !accepts(headers)) return undefined;
    const method = first(headers['mcp-method']);
    const name = first(headers['mcp-name']);
    // the official handler says what is wrong with headers that disagree
    if ((method !== undefined && method !== plain.method) || (name !== undefined && name !== plain.name))
      return undefined;
    const key = `${version}\n${plain.method}\n${method !== undefined}\n${name !== undefined}\n${plain.envelope}`;
    const known = verdicts.get(key);
    if (known !== undefined || verdicts.has(key)) return known;
    const verdict = classify(version, method, name, plain, body);
    if (verdicts.size < MAX_VERDICTS && key.length < MAX_KEY_LENGTH) verdicts.set(key, verdict);
    return verdict;
  };
}

function classify(
  version: string,
  method: string | undefined,
  name: string | undefined,
  plain: PlainRequest,
  body: unknown,
): Era | undefined {
  const route = classifyInboundRequest({
    httpMethod: 'POST',
    protocolVersionHeader: version,
    ...(method === undefined ? {} : { mcpMethodHeader: method }),
    ...(name === undefined ? {} : { mcpNameHeader: name }),
    body,
  });
  if (route.kind === 'legacy') return SUPPORTED_PROTOCOL_VERSIONS.includes(version) ? 'legacy' : undefined;
  if (route.kind !== 'modern' || route.messageKind !== 'request' || method === undefined) return undefined;
  return plain.method === 'tools/list' || name !== undefined ? 'modern' : undefined;
}

function accepts(headers: IncomingHttpHeaders): boolean {
  // the server has named what a client takes
  return mediaTypeOf(headers['content-type']) === 'application/json' && headers.accept === BOTH_TYPES;
}

function first(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? undefined : value;
}

const PROBE = 'rolekit-front-probe';

async function prepare(handler: McpHttpHandler, era: Era): Promise<Frames> {
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
  return framesOf(JSON.parse(json));
}
