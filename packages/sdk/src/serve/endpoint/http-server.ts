import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { loopbackHosts, loopbackRefusal } from '../../loopback/index.ts';
import { openApprovalPage } from '../approval-page/open-page.ts';
import { createHttpFront } from '../front/index.ts';
import {
  type Caller,
  checkToken,
  endWith,
  type Gate,
  isRefusal,
  isStream,
  nameAccepted,
  type Refusal,
  refuse,
  tokenGate,
} from '../http/gate.ts';
import { BadBody, readJson } from '../http/request-body.ts';
import { serverFactory } from '../mcp/server-factory.ts';
import { livePolicy } from '../plugin/machine-policy.ts';
import { PluginState } from '../plugin/plugin-state.ts';
import type { ServedPlugin } from '../plugin/types.ts';
import type { HttpOptions, HttpServing } from './http-options.ts';
import { HttpSessions } from './http-sessions.ts';
import { sweepLater } from './retention-sweep.ts';

/** What `serveHttp` runs. */
export async function startHttpServer(plugin: ServedPlugin, options: HttpOptions): Promise<HttpServing> {
  const oauth = options.oauth && (await import('../oauth/gate.ts')).prepareOAuth(options.oauth, options);
  const policy = livePolicy(plugin, options);
  policy.watch();
  const state = new PluginState(plugin, { ...options, policy, ...(oauth ? { people: oauth.people } : {}) });
  sweepLater(state);
  const { desk, page: approvals } = openApprovalPage(state, options);
  const handler = createMcpHandler(serverFactory(state, { isLasting: false, desk }), {
    onerror: (error) => state.onProblem(error.message),
  });
  const official = toNodeHandler(handler);
  const front = options.front === false ? undefined : await createHttpFront({ state, handler, desk });
  state.tools.onListChanged(() => {
    Promise.resolve(front?.renew()).then(
      () => handler.notify.toolsChanged(),
      (error) => state.onProblem(String(error)),
    );
  });
  const sessions = new HttpSessions(serverFactory(state, { desk }));
  const token = oauth ? '' : checkToken(options.token ?? randomBytes(24).toString('base64url'));
  const host = options.host ?? '127.0.0.1';
  let hosts: string[] = [];
  let gate: Gate;
  let stopping = false;

  const server = createServer((request, response) => {
    const path = request.url?.split('?', 1)[0] ?? '';
    if (stopping) return refuse(response, STOPPING);
    const foreign = loopbackRefusal(request, { hosts });
    if (foreign?.header === 'host') return refuse(response, FOREIGN_HOST);
    if (gate.tells?.(request, response, path)) return;
    if (approvals?.serves(request, response, path)) return;
    if (foreign) return refuse(response, FOREIGN_ORIGIN);
    if (path !== '/mcp') return refuse(response, NOT_FOUND);
    const failed = (error: unknown) => {
      state.onProblem(String(error));
      if (!response.headersSent) refuse(response, { status: 500, text: 'The server failed; see its log.' });
    };
    const admitted = gate.admit(request);
    if (admitted instanceof Promise) admitted.then((item) => enter(request, response, item, failed)).catch(failed);
    else enter(request, response, admitted, failed);
  });

  function enter(
    request: IncomingMessage,
    response: ServerResponse,
    caller: Caller | Refusal,
    failed: (error: unknown) => void,
  ): void {
    nameAccepted(request);
    if (isRefusal(caller)) refuse(response, caller);
    else if (request.method !== 'POST') void serve(request, response, caller, undefined).catch(failed);
    else
      readJson(request, (body) => {
        if (body instanceof BadBody) refuse(response, body);
        else void serve(request, response, caller, body).catch(failed);
      });
  }

  async function serve(request: IncomingMessage, response: ServerResponse, caller: Caller, body: unknown) {
    const refusal = gate.forbids?.(caller, body);
    if (refusal) return refuse(response, refusal);
    const hasSession = request.headers['mcp-session-id'] !== undefined;
    const isPlain = body !== undefined && (!hasSession || sessions.isPlain(request, caller));
    if (isPlain && front?.answer(request, response, body, caller)) return;
    if (isStream(request, body)) endWith(response, caller);
    const authed = Object.assign(request, caller.auth ? { auth: caller.auth } : {});
    if (await sessions.handle(authed, response, caller, body)) return;
    await official(authed as OfficialRequest, response, body);
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://${host}:${port}/mcp`;
  gate = oauth ? oauth.gate(state, url) : tokenGate(token, state.principal);
  const known = new URL(gate.publicUrl ?? url);
  hosts = [...loopbackHosts(port, host), known.host, ...(options.allowedHosts ?? []), ...(approvals?.hosts ?? [])];
  approvals?.listensAt(known.origin, gate);
  return {
    url,
    token,
    async close({ graceMs = 0 } = {}) {
      stopping = true;
      policy.close();
      await state.inFlight.settled(graceMs);
      await sessions.close();
      await handler.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        // answers on their way get a moment
        if (graceMs > 0) setTimeout(() => server.closeAllConnections(), 200).unref();
        else server.closeAllConnections();
      });
      await state.connections.close();
    },
  };
}

type OfficialRequest = Parameters<ReturnType<typeof toNodeHandler>>[0];

const STOPPING: Refusal = { status: 503, text: 'The server is stopping.' };
const FOREIGN_HOST: Refusal = { status: 403, text: 'Forbidden: unknown Host.' };
const FOREIGN_ORIGIN: Refusal = { status: 403, text: 'Forbidden: foreign Origin.' };
const NOT_FOUND: Refusal = { status: 404, text: 'Not found. The MCP endpoint is /mcp.' };
