import { objectOf, type Spec, textOf } from '../description/spec.ts';
import type { SpecNode } from '../description/spec-node.ts';
import { type OperationHead, ownAndInherited } from './operation.ts';

const MAX_URL_LENGTH = 2000;

export interface BaseUrl {
  /** The whole address, where the description has one. */
  url: string | undefined;
  /** What to write, for one that belongs to each customer. */
  hint: string;
}

/** Where the API is: the first server of OpenAPI 3, or scheme, host and base path of Swagger 2.0. */
export function baseUrlOf(spec: Spec): BaseUrl {
  const { root } = spec;
  if (typeof spec.at(root, 'swagger').value === 'string') {
    const host = textOf(spec, root, 'host');
    const path = (textOf(spec, root, 'basePath') ?? '').replace(/\/$/, '');
    const schemes = spec.items(spec.at(root, 'schemes')).map(({ value }) => String(value));
    const scheme = schemes.length === 0 || schemes.includes('https') ? 'https' : (schemes[0] ?? 'https');
    return checked(host === undefined ? undefined : `${scheme}://${host}${path}`, `https://api.example.com${path}`);
  }
  const [server] = spec.items(spec.at(root, 'servers'));
  const written = server && writtenUrl(spec, server);
  if (!server || !written) return { url: undefined, hint: 'https://api.example.com' };
  const { url, isComplete } = filled(spec, server, written);
  if (!/^https?:\/\//.test(url)) {
    spec.findings.note(
      'openapi/server',
      spec.at(server, 'url'),
      `The server ${written} is relative: the base URL is a setting without a default.`,
    );
    const path = url === '' || url.startsWith('/') ? url : `/${url.replace(/^\.?\//, '')}`;
    return { url: undefined, hint: `https://api.example.com${path}` };
  }
  return isComplete ? checked(url, url) : { url: undefined, hint: URL.canParse(url) ? url : 'https://api.example.com' };
}

/**
 * The operations that are served where the base URL says. Others have servers of their own: asked at the base URL they would
 * be other operations or none, and asked there they would need credentials that belong elsewhere.
 */
export function atBaseUrl(spec: Spec, heads: readonly OperationHead[]): OperationHead[] {
  const [root] = spec.items(spec.at(spec.root, 'servers'));
  const base = root
    ? addressOf(spec, root)
    : mostFrequent(
        heads.flatMap((head) => ownAndInherited(spec, head, 'servers').slice(0, 1)),
        spec,
      );
  return heads.filter((head) => {
    const { method, path } = head;
    const own = ownAndInherited(spec, head, 'servers');
    const [first] = own;
    if (!first || own.some((server) => addressOf(spec, server) === base)) return true;
    const where = addressOf(spec, first) ?? 'a server of its own';
    spec.findings.warning(
      'openapi/server',
      first,
      `${method.toUpperCase()} ${path} is served at ${where}, not at the base URL: left out.`,
      'Import it as a connector of its own, with that server first under `servers`.',
    );
    return false;
  });
}

/** Of a description that names servers only below: the address of most operations. */
function mostFrequent(servers: readonly SpecNode[], spec: Spec): string | undefined {
  const counts = new Map<string, number>();
  for (const server of servers) {
    const address = addressOf(spec, server);
    if (address !== undefined) counts.set(address, (counts.get(address) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

function addressOf(spec: Spec, server: SpecNode): string | undefined {
  const written = writtenUrl(spec, server);
  return written === undefined ? undefined : filled(spec, server, written).url;
}

function writtenUrl(spec: Spec, server: SpecNode): string | undefined {
  return textOf(spec, server, 'url')?.slice(0, MAX_URL_LENGTH);
}

/** The address with the defaults of its variables. */
function filled(spec: Spec, server: SpecNode, written: string): { url: string; isComplete: boolean } {
  const variables = objectOf(spec.at(server, 'variables')) ?? {};
  let isComplete = true;
  const url = written
    .replace(/\{([^}]*)\}/g, (_, name: string) => {
      const value = textOf(spec, spec.at(server, 'variables', name), 'default');
      isComplete &&=
        value !== undefined && Object.hasOwn(variables, name) && !hasChoice(spec.at(server, 'variables', name).value);
      return value ?? name;
    })
    .replace(/\/$/, '');
  return { url, isComplete };
}

/** A variable that every customer sets. */
function hasChoice(variable: unknown): boolean {
  return typeof variable === 'object' && variable !== null && !Array.isArray((variable as { enum?: unknown }).enum);
}

function checked(url: string | undefined, hint: string): BaseUrl {
  return url !== undefined && URL.canParse(url) ? { url: url.replace(/\/$/, ''), hint: url } : { url: undefined, hint };
}
