import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHttpClient } from '../http/request/client.ts';
import type { HttpClient } from '../http/request/types.ts';

type Parameters = Record<string, string>;
interface Answer {
  status?: number;
  body?: unknown;
  location?: string;
}

/** An authorization server for tests: what it may do, and what it was asked. */
export interface ServerFixture {
  issuer: string;
  http: HttpClient;
  /** Every request, in order. */
  asked: { path: string; form: Parameters }[];
  /** Clients that registered themselves, with what they said. */
  registered: Map<string, Record<string, unknown>>;
  /** What a browser does in which a person clicks on "allow", or on "deny". */
  browse(url: string, answer?: 'allow' | 'deny'): Promise<void>;
  close(): Promise<void>;
}

export interface FixtureOptions {
  /** Known clients. @default `app`, public */
  clients?: string[];
  /** Replaces parts of what it publishes; `null` takes one away. */
  metadata?: Record<string, unknown>;
  /** Answers in the place of an endpoint, where it answers anything. */
  instead?(path: string, form: Parameters, count: number): Answer | undefined;
}

/** Metadata (RFC 8414), consent, token, device and registration endpoints on loopback. */
export async function openServer(options: FixtureOptions = {}): Promise<ServerFixture> {
  const asked: ServerFixture['asked'] = [];
  const registered: ServerFixture['registered'] = new Map();
  const codes = new Map<string, Parameters>();
  const known = (id = '') =>
    (options.clients ?? ['app']).includes(id) || registered.has(id) || id.startsWith('https://');
  const issued = () => ({
    access_token: randomBytes(8).toString('hex'),
    refresh_token: `r-${randomBytes(8).toString('hex')}`,
    token_type: 'Bearer',
    expires_in: 3600,
  });
  const refuse = (error: string, status = 400): Answer => ({ status, body: { error } });
  const token = (form: Parameters): Answer => {
    if (!known(form.client_id)) return refuse('invalid_client', 401);
    if (form.grant_type === 'urn:ietf:params:oauth:grant-type:device_code') return { body: issued() };
    const code = codes.get(form.code ?? '');
    codes.delete(form.code ?? '');
    const proof = createHash('sha256')
      .update(form.code_verifier ?? '')
      .digest('base64url');
    const fits = code?.redirect_uri === form.redirect_uri && code?.code_challenge === proof;
    return fits ? { body: issued() } : refuse('invalid_grant');
  };
  const authorize = (form: Parameters): Answer => {
    if (!known(form.client_id)) return refuse('invalid_client');
    const back = new URL(form.redirect_uri ?? '');
    back.searchParams.set('state', form.state ?? '');
    back.searchParams.set('iss', base);
    if (form.answer === 'deny') back.searchParams.set('error', 'access_denied');
    else {
      const code = randomBytes(8).toString('hex');
      codes.set(code, form);
      back.searchParams.set('code', code);
    }
    return { status: 302, location: back.href };
  };
  const answer = (path: string, form: Parameters, json: unknown): Answer => {
    switch (path) {
      case '/.well-known/oauth-authorization-server':
        return { body: { ...published(base), ...options.metadata } };
      case '/authorize':
        return authorize(form);
      case '/token':
        return token(form);
      case '/device':
        return {
          body: { device_code: 'dev', user_code: 'WDJB-MJHT', verification_uri: `${base}/enter`, expires_in: 600 },
        };
      case '/register': {
        const id = `dyn-${randomBytes(4).toString('hex')}`;
        registered.set(id, json as Record<string, unknown>);
        return { status: 201, body: { ...(json as object), client_id: id } };
      }
      default:
        return { status: 404, body: { error: 'not_found' } };
    }
  };
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const url = new URL(request.url ?? '/', base);
    const isJson = request.headers['content-type']?.startsWith('application/json') ?? false;
    const form = Object.fromEntries([...url.searchParams, ...new URLSearchParams(isJson ? '' : text)]);
    asked.push({ path: url.pathname, form });
    const count = asked.filter((item) => item.path === url.pathname).length;
    const {
      status = 200,
      body,
      location,
    } = options.instead?.(url.pathname, form, count) ??
    answer(url.pathname, form, isJson ? JSON.parse(text) : undefined);
    response.writeHead(status, { 'content-type': 'application/json', ...(location ? { location } : {}) });
    response.end(typeof body === 'string' ? body : JSON.stringify(body ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer: base,
    asked,
    registered,
    http: createHttpClient(
      { connector: 'shop', hosts: [], localOrigins: [base] },
      { baseUrl: base, policy: { wait: { kind: 'constant', ms: 1 } } },
    ),
    async browse(url, press = 'allow') {
      const shown = new URL(url);
      shown.searchParams.set('answer', press);
      await fetch(shown).then((response) => response.text());
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function published(base: string): Record<string, unknown> {
  return {
    issuer: base,
    authorization_endpoint: `${base}/authorize`,
    token_endpoint: `${base}/token`,
    device_authorization_endpoint: `${base}/device`,
    registration_endpoint: `${base}/register`,
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['none', 'client_secret_post'],
    authorization_response_iss_parameter_supported: true,
    client_id_metadata_document_supported: true,
  };
}
