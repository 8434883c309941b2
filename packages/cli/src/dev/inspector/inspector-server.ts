import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { html } from '@rolekit/sdk/internal';
import { loopbackHosts, loopbackRefusal } from '@rolekit/sdk/loopback';
import type { z } from 'zod';
import { usageError } from '../../errors.ts';
import { INSPECTOR_FOLDER } from '../../inspector-folder.ts';
import { portTaken } from '../../registry/port.ts';
import { describeError } from '../../report.ts';
import type { PageSession } from './page-session.ts';
import type { Part } from './part.ts';
import { REQUESTS } from './requests.ts';
import { POLICY, SHELL } from './shell-view.ts';
import { skillView } from './skills.ts';
import type { Workbench } from './workbench.ts';

const MAX_BODY = 4_000_000;
const BEAT_MS = 15_000;

export interface InspectorServer {
  /** With the token of this run. */
  url: string;
  close(): Promise<void>;
}

/**
 * Serves the inspector page on loopback. Its frame, style sheet and script are for whoever asks; all that it shows needs the token,
 * which the address carries behind `#`: browsers send that to no server.
 *
 * @throws RK_PORT_TAKEN
 */
export async function serveInspector(workbench: Workbench, port: number): Promise<InspectorServer> {
  const token = randomBytes(24).toString('base64url');
  const files = staticFiles();
  const server = createServer((request, response) => {
    response.setHeaders(HEADERS);
    const [path = ''] = (request.url ?? '').split('?');
    const refusal = loopbackRefusal(request, { hosts: loopbackHosts(request.socket.localPort ?? 0) });
    if (refusal) return end(response, 403, `${refusal.header} is not that of this page.`);
    const file = request.method === 'GET' ? files.get(path) : undefined;
    if (file) return void response.writeHead(200, { 'content-type': file.type }).end(file.text);
    if (request.method !== 'POST') return end(response, 404, 'There is nothing here.');
    if (!hasToken(request, token)) return end(response, 401, 'Open the address that `rolekit dev` printed.');
    answer(path, request, response, workbench).catch((error: unknown) => {
      const { code, message } = describeError(error).report;
      end(response, code === 'RK_USAGE' ? 400 : 500, message);
    });
  });
  await listen(server, port);
  const { port: own } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${own}/#${token}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(path: string, request: IncomingMessage, response: ServerResponse, workbench: Workbench) {
  if (path === '/events') return events(response, workbench);
  const session = workbench.page(String(request.headers['x-session'] ?? ''));
  if (!session) return end(response, 410, 'This page is no longer connected.');
  switch (path) {
    case '/show': {
      const { item, form } = await bodyOf(request, REQUESTS.show);
      const name = item.slice(item.indexOf('/') + 1);
      return end(response, 200, await shown(item, name, form, session, workbench), 'text/html; charset=utf-8');
    }
    case '/form': {
      const { item, form, change } = await bodyOf(request, REQUESTS.form);
      const callable = workbench.callable(item);
      if (!callable) return end(response, 404, 'It is not in the plugin now.');
      return end(response, 200, (await session.changeForm(callable, form, change)).text, 'text/html; charset=utf-8');
    }
    case '/call': {
      const call = await bodyOf(request, REQUESTS.call);
      const cancelled = new AbortController();
      response.once('close', () => cancelled.abort());
      const stream = startStream(response);
      await session.call(call, stream, cancelled.signal);
      return void response.end();
    }
    case '/answer': {
      const { question, answer: decision } = await bodyOf(request, REQUESTS.answer);
      session.answer(question, decision);
      return end(response, 204, '');
    }
    default:
      return end(response, 404, 'There is nothing here.');
  }
}

type SentForm = z.output<typeof REQUESTS.show>['form'];

async function shown(item: string, name: string, form: SentForm, session: PageSession, workbench: Workbench) {
  if (item.startsWith('skill/')) {
    const skill = workbench.skill(name);
    if (skill) return skillView(skill).text;
  } else {
    const callable = workbench.callable(item);
    if (callable) return (await session.show(callable, form)).text;
  }
  return html`<p class="quiet">${name} is not in the plugin now.</p>`.text;
}

/** A page stays connected as long as it is open; its servers end with it. */
function events(response: ServerResponse, workbench: Workbench): void {
  const send = startStream(response);
  const session = workbench.open(send);
  if (!session) return void response.end();
  const beat = setInterval(() => response.write(': still here\n\n'), BEAT_MS);
  response.once('close', () => {
    clearInterval(beat);
    void workbench.leave(session);
  });
}

function startStream(response: ServerResponse): (part: Part) => void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  return (part) => {
    if (!response.writableEnded) response.write(`data: ${JSON.stringify(part)}\n\n`);
  };
}

async function bodyOf<T extends z.ZodType>(request: IncomingMessage, schema: T): Promise<z.output<T>> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) throw usageError('The arguments are too long for this page.', 'Use `rolekit call`.');
    chunks.push(chunk);
  }
  let value: unknown;
  try {
    value = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw usageError('The request is not JSON.', 'Reload the page.');
  }
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  throw usageError('The request is not one of this page.', 'Reload the page.');
}

function hasToken(request: IncomingMessage, token: string): boolean {
  const [, given = ''] = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '') ?? [];
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}

function end(response: ServerResponse, status: number, text: string, type = 'text/plain; charset=utf-8'): void {
  if (response.headersSent) return void response.end();
  response.writeHead(status, { 'content-type': type }).end(text);
}

const HEADERS = new Map([
  ['content-security-policy', POLICY],
  ['x-content-type-options', 'nosniff'],
  ['referrer-policy', 'no-referrer'],
  ['x-frame-options', 'DENY'],
  ['cross-origin-resource-policy', 'same-origin'],
  ['cross-origin-opener-policy', 'same-origin'],
  ['cache-control', 'no-store'],
]);

function staticFiles(): Map<string, { type: string; text: string }> {
  const read = (name: string) => readFileSync(new URL(name, INSPECTOR_FOLDER), 'utf8');
  return new Map([
    ['/', { type: 'text/html; charset=utf-8', text: SHELL }],
    ['/inspector.js', { type: 'text/javascript; charset=utf-8', text: read('inspector.js') }],
    ['/inspector.css', { type: 'text/css; charset=utf-8', text: read('inspector.css') }],
    ['/icon.svg', { type: 'image/svg+xml', text: read('icon.svg') }],
  ]);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(portTaken(error, port, '127.0.0.1')));
    server.listen(port, '127.0.0.1', resolve);
  });
}
