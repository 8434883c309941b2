/** One of the two requests that nearly all traffic consists of, with nothing in it that needs the official server. */
export interface PlainRequest {
  id: string | number;
  method: 'tools/list' | 'tools/call';
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
  if (!isObject(body) || body.jsonrpc !== '2.0') return undefined;
  const { id, method, params } = body;
  if (typeof id !== 'string' && !Number.isSafeInteger(id)) return undefined;
  if (method !== 'tools/list' && method !== 'tools/call') return undefined;
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

/** The parameters of a request that says of its client what `envelope` does. */
export function metaOf(envelope: string): { _meta?: Record<string, unknown> } {
  if (envelope === '') return {};
  const values: unknown[] = JSON.parse(envelope);
  const told = ENVELOPE.map((key, index) => [key, values[index]] as const).filter(([, value]) => value !== null);
  return { _meta: Object.fromEntries(told) };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
