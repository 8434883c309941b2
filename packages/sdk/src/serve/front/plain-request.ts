import { isObject } from '../../json-value.ts';
/** One of the few requests that nearly all traffic consists of, with nothing in it that needs the official server. */
export interface PlainRequest {
  id: string | number;
  method: 'tools/list' | 'tools/call' | 'server/discover';
  /** Of a call. */
  name: string | undefined;
  args: Record<string, unknown> | undefined;
  progressToken: string | number | undefined;
  /** What a client of 2026-07-28 says with each request, as text; empty for older ones. */
  envelope: string;
}

const ENVELOPE = [
  'io.modelcontextprotocol/protocolVersion',
  'io.modelcontextprotocol/clientInfo',
  'io.modelcontextprotocol/clientCapabilities',
];
/** Metadata of a vendor's own, which the official server reads past. */
const FOREIGN = /^(?!.*(?:modelcontextprotocol|mcp)[./]).+\/./;

/** Undefined for whatever is not plainly such a request: the official server knows what to do with that. */
export function plainRequest(body: unknown): PlainRequest | undefined {
  const plain = plainMessage(body);
  return plain?.method === 'server/discover' ? undefined : plain;
}

/** The same, with the request by which a client of 2026-07-28 gets to know a server. */
export function plainMessage(body: unknown): PlainRequest | undefined {
  if (!isObject(body) || body.jsonrpc !== '2.0') return undefined;
  const { id, method, params } = body;
  if (typeof id !== 'string' && !Number.isSafeInteger(id)) return undefined;
  if (method !== 'tools/list' && method !== 'tools/call' && method !== 'server/discover') return undefined;
  for (const key of Object.keys(body))
    if (key !== 'jsonrpc' && key !== 'id' && key !== 'method' && key !== 'params') return undefined;
  const plain: PlainRequest = {
    id: id as string | number,
    method,
    name: undefined,
    args: undefined,
    progressToken: undefined,
    envelope: '',
  };
  if (params === undefined) return method === 'tools/list' ? plain : undefined;
  if (!isObject(params)) return undefined;
  const isCall = method === 'tools/call';
  for (const key of Object.keys(params))
    if (key !== '_meta' && !(isCall && (key === 'name' || key === 'arguments'))) return undefined;
  if (isCall) {
    const { name, arguments: args } = params;
    if (typeof name !== 'string' || (args !== undefined && !isObject(args))) return undefined;
    plain.name = name;
    plain.args = args;
  }
  return params._meta === undefined || readMeta(params._meta, plain) ? plain : undefined;
}

function readMeta(meta: unknown, plain: PlainRequest): boolean {
  if (!isObject(meta)) return false;
  let hasEnvelope = false;
  for (const key of Object.keys(meta)) {
    if (ENVELOPE.includes(key)) {
      // in the text below, nothing and null would be the same
      if (meta[key] === null) return false;
      hasEnvelope = true;
    } else if (key === 'progressToken') {
      const token = meta[key];
      if (typeof token !== 'string' && !Number.isSafeInteger(token)) return false;
      plain.progressToken = token as string | number;
    } else if (!FOREIGN.test(key)) return false;
  }
  if (hasEnvelope) plain.envelope = JSON.stringify(ENVELOPE.map((key) => meta[key]));
  return true;
}

/** True for an envelope of that version which says all that it must and nothing unusual. */
export function isUsual(envelope: string, version: string): boolean {
  if (envelope === '') return false;
  const [asked, info, capabilities]: unknown[] = JSON.parse(envelope);
  return asked === version && isClientInfo(info) && isCapabilities(capabilities);
}

/** The parameters of a request that says of its client what `envelope` does. */
export function metaOf(envelope: string): { _meta: Record<string, unknown> } {
  const values: unknown[] = JSON.parse(envelope);
  return { _meta: Object.fromEntries(ENVELOPE.map((key, index) => [key, values[index]])) };
}

/** The request with which a client of an older protocol begins. */
export interface Hello extends Record<string, unknown> {
  id: string | number;
  params: { protocolVersion: string };
}

/** True where nothing in it needs the official server. */
export function isHello(body: unknown): body is Hello {
  if (!isObject(body) || !hasOnly(body, ['jsonrpc', 'id', 'method', 'params'])) return false;
  const { jsonrpc, id, method, params } = body;
  if (jsonrpc !== '2.0' || method !== 'initialize' || (typeof id !== 'string' && !Number.isSafeInteger(id)))
    return false;
  if (!isObject(params) || !hasOnly(params, ['protocolVersion', 'capabilities', 'clientInfo'])) return false;
  const { protocolVersion, capabilities, clientInfo } = params;
  return typeof protocolVersion === 'string' && isCapabilities(capabilities) && isClientInfo(clientInfo);
}

function isClientInfo(info: unknown): boolean {
  if (!isObject(info) || typeof info.name !== 'string' || typeof info.version !== 'string') return false;
  return hasOnly(info, ['name', 'version', 'title', 'description']) && Object.values(info).every(isText);
}

const CAPABILITIES = ['elicitation', 'sampling', 'roots', 'extensions', 'experimental'];

function isCapabilities(capabilities: unknown): boolean {
  if (!isObject(capabilities) || !hasOnly(capabilities, CAPABILITIES)) return false;
  return Object.entries(capabilities).every(
    ([kind, part]) =>
      isObject(part) &&
      Object.entries(part).every(
        ([key, value]) => isObject(value) || (kind === 'roots' && key === 'listChanged' && typeof value === 'boolean'),
      ),
  );
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function hasOnly(value: object, keys: readonly string[]): boolean {
  return Object.keys(value).every((key) => keys.includes(key));
}
