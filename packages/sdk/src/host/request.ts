import type { z } from 'zod';
import { RolekitError } from '../errors.ts';
import { shapes } from './response-schemas.ts';

const JSON_BYTES = 16 * 1024 * 1024;

export interface Transport {
  /** Without a slash at the end. */
  url: string;
  token?: string | undefined;
  fetch: typeof fetch;
  /** Milliseconds for one request, its body included. */
  timeout: number;
}

export interface RegistryRequest {
  method?: 'GET' | 'PUT' | 'POST' | 'DELETE';
  query?: Record<string, string | number | undefined>;
  headers?: Record<string, string>;
  body?: Uint8Array | string;
}

/** One request whose answer has a known shape. */
export async function requestJson<S extends z.ZodType>(
  transport: Transport,
  path: string,
  shape: S,
  request: RegistryRequest = {},
): Promise<z.infer<S>> {
  const bytes = await requestBytes(transport, path, JSON_BYTES, request);
  const parsed = shape.safeParse(parseJson(bytes));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue && issue.path.length > 0 ? ` at ${issue.path.join('.')}` : '';
  throw foreign(200, `an answer that is not of this API${where}`);
}

/**
 * One request; the token goes to the registry's own origin only, and redirects are not followed.
 *
 * @throws RK_UNREACHABLE, RK_REGISTRY (with the findings that the registry sent)
 */
export async function requestBytes(
  transport: Transport,
  path: string,
  limit: number,
  request: RegistryRequest = {},
): Promise<Uint8Array> {
  const target = new URL(`${transport.url}${path}`);
  if (target.origin !== new URL(transport.url).origin) throw foreign(200, `a path of another server (${path})`);
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined) target.searchParams.set(name, String(value));
  }
  const headers: Record<string, string> = { accept: '*/*', ...request.headers };
  if (transport.token) headers.authorization = `Bearer ${transport.token}`;
  const init: RequestInit = {
    method: request.method ?? 'GET',
    headers,
    redirect: 'manual',
    signal: AbortSignal.timeout(transport.timeout),
  };
  if (request.body !== undefined) init.body = request.body as NonNullable<RequestInit['body']>;
  let response: Response;
  let bytes: Uint8Array;
  try {
    response = await transport.fetch(target, init);
    bytes = await readLimited(response, limit);
  } catch (cause) {
    if (cause instanceof RolekitError) throw cause;
    throw new RolekitError('RK_UNREACHABLE', { url: transport.url, reason: reasonOf(cause, transport) }, { cause });
  }
  if (response.ok) return bytes;
  throw refusal(response.status, bytes);
}

async function readLimited(response: Response, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > limit) throw foreign(response.status, `more than ${limit} bytes`);
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}

function refusal(status: number, bytes: Uint8Array): RolekitError {
  const parsed = shapes.error.safeParse(parseJson(bytes));
  if (!parsed.success) return foreign(status, 'no error of this API');
  const { code, message, fix, findings } = parsed.data.error;
  return new RolekitError('RK_REGISTRY', {
    status,
    reason: message,
    hint: fix,
    registryCode: code,
    ...(findings ? { findings } : {}),
  });
}

function foreign(status: number, what: string): RolekitError {
  const hint = 'Check that the address is a Rolekit registry, and that no proxy answers for it.';
  return new RolekitError('RK_REGISTRY', { status, reason: `it sent ${what}`, hint });
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

function reasonOf(cause: unknown, { timeout }: Transport): string {
  if (!(cause instanceof Error)) return String(cause);
  if (cause.name === 'TimeoutError') return `no answer within ${timeout / 1000} s`;
  const inner = cause.cause;
  if (inner instanceof Error) return 'code' in inner ? String(inner.code) : inner.message;
  return cause.message;
}
