import { version } from '../version.ts';

/** Answers a host while the plugin has never been built, so that the host stays until it is. */
const VERSIONS = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'];
const MODERN = '2026-07-28';
const CAPABILITIES = { tools: { listChanged: true }, logging: {} };
const NOT_BUILT =
  'The plugin has no server yet: it does not build, or it has no connector. The log of `rolekit dev` says why; after the fix it is served here.';

interface Request {
  method: string;
  params?: Record<string, unknown> | undefined;
}

/** The result of a request, or the error that it ends with. */
export function standInAnswer({ method, params }: Request): { result: object } | { error: object } {
  const serverInfo = { name: 'rolekit-dev', version: version() };
  const isModern = params?._meta !== undefined && MODERN_KEY in (params._meta as object);
  const complete = isModern ? { resultType: 'complete', ttlMs: 0, cacheScope: 'private' } : {};
  if (method === 'initialize') {
    const asked = String(params?.protocolVersion);
    const protocolVersion = VERSIONS.includes(asked) ? asked : VERSIONS[0];
    return { result: { protocolVersion, capabilities: CAPABILITIES, serverInfo, instructions: NOT_BUILT } };
  }
  if (method === 'server/discover' && isModern) {
    const known = { supportedVersions: [MODERN], capabilities: CAPABILITIES, instructions: NOT_BUILT };
    return { result: { ...known, ...complete, _meta: { 'io.modelcontextprotocol/serverInfo': serverInfo } } };
  }
  if (method === 'tools/list') return { result: { tools: [], ...complete } };
  if (method === 'ping' || method === 'logging/setLevel') return { result: {} };
  return { error: { code: -32603, message: NOT_BUILT } };
}

const MODERN_KEY = 'io.modelcontextprotocol/protocolVersion';
