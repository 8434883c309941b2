/** What of a request is judged; `IncomingMessage` of Node fits. */
export interface GuardedRequest {
  method?: string | undefined;
  url?: string | undefined;
  /** Names and values in turn, as they came: only these show a header that came twice. */
  rawHeaders: readonly string[];
}

/** What a server is known by. */
export interface OwnNames {
  /** Values of `Host`, as `127.0.0.1:8400`; undefined takes every one, for a server that is meant for a network. */
  hosts: readonly string[] | undefined;
  /** Origins of its pages. @default both schemes of each host; of the `Host` that came, when every one is taken */
  origins?: readonly string[];
  /** Takes requests of every site's pages: for what is public and read only. @default false */
  anyOrigin?: boolean;
}

/** Why a request is not for this server. */
export interface LoopbackRefusal {
  header: 'host' | 'origin';
  /** What it said, cut to 100 characters; `nothing` where it said none. */
  found: string;
}

/**
 * Judges whether a request is meant for this server. A page of another site, also under a name that it pointed at this machine,
 * says so in `Host`, `Origin` or `Sec-Fetch-Site`. Undefined lets it through.
 *
 * @example
 * const refusal = loopbackRefusal(request, { hosts: loopbackHosts(port) });
 * if (refusal) response.writeHead(403).end();
 */
export function loopbackRefusal(request: GuardedRequest, own: OwnNames): LoopbackRefusal | undefined {
  const hosts = valuesOf(request, 'host');
  const [given = ''] = hosts;
  const host = hosts.length === 1 ? normalHost(given) : undefined;
  // most say it letter for letter, which is the faster way to know it
  const isOwn = own.hosts?.includes(given) ?? true;
  if (host === undefined || !(isOwn || own.hosts?.some((name) => normalHost(name) === host)))
    return refused('host', hosts.join(', '));
  const target = targetHost(request.url ?? '/');
  if (target !== undefined && normalHost(target) !== host) return refused('host', target);
  if (own.anyOrigin) return undefined;

  const origins = valuesOf(request, 'origin');
  if (origins.length === 0) {
    const isForeign = valuesOf(request, 'sec-fetch-site').some((site) => site.trim().toLowerCase() === 'cross-site');
    return isForeign && !isSafe(request.method) ? refused('origin', 'another site') : undefined;
  }
  const [origin = ''] = origins;
  const allowed = own.origins ?? (own.hosts ?? [host]).flatMap((name) => [`http://${name}`, `https://${name}`]);
  const isAllowed = origins.length === 1 && allowed.some((other) => sameOrigin(origin, other));
  return isAllowed ? undefined : refused('origin', origins.join(', '));
}

const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * The values of `Host` of a server on this port of this machine, with those of further names.
 *
 * @example loopbackHosts(8400) // ['127.0.0.1:8400', 'localhost:8400', '[::1]:8400']
 */
export function loopbackHosts(port: number, ...names: readonly string[]): string[] {
  return [...LOOPBACK_NAMES, ...names].map((name) => `${bracketed(name)}:${port}`);
}

/** The same for the names and origins of a server that listens at this URL, and nowhere else than on loopback. */
export function loopbackNames(baseUrl: string): OwnNames {
  const { protocol, hostname, port } = new URL(baseUrl);
  const hosts = loopbackHosts(Number(port || DEFAULT_PORTS[protocol]), hostname);
  return { hosts, origins: hosts.map((host) => `${protocol}//${host}`) };
}

const DEFAULT_PORTS: Record<string, string> = { 'http:': '80', 'https:': '443' };

function bracketed(name: string): string {
  return name.includes(':') && !name.startsWith('[') ? `[${name}]` : name;
}

function valuesOf({ rawHeaders }: GuardedRequest, header: string): string[] {
  const values: string[] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2)
    if (rawHeaders[at]?.toLowerCase() === header) values.push(rawHeaders[at + 1] ?? '');
  return values;
}

/** `name` or `name:port` without the port that a scheme implies, in one form; undefined for what is neither. */
function normalHost(host: string): string | undefined {
  const parts = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?$/i.exec(host.trim());
  if (!parts) return undefined;
  const [, name = '', port] = parts;
  const url = `http://${name.replace(/\.$/, '')}`;
  if (!URL.canParse(url)) return undefined;
  // a number as a name, as 2130706433, is another form of an address: taken as it was written it equals none of ours
  const plain = name.startsWith('[') ? new URL(url).hostname : name.replace(/\.$/, '').toLowerCase();
  return port === undefined || port === '80' || port === '443' ? plain : `${plain}:${Number(port)}`;
}

/** The host of a request target in absolute form, which overrides `Host` where a server heeds it. */
function targetHost(target: string): string | undefined {
  if (target.startsWith('/') || target === '*') return undefined;
  return /^https?:\/\/([^/?#]*)/i.exec(target)?.[1] ?? target.slice(0, 100);
}

function sameOrigin(origin: string, own: string): boolean {
  const plain = (text: string) => {
    const [, scheme = '', host = ''] = /^(https?):\/\/([^/?#@\s]+)$/i.exec(text) ?? [];
    const normal = normalHost(host);
    const isOtherPort = host.endsWith(scheme.toLowerCase() === 'http' ? ':443' : ':80');
    return normal === undefined || isOtherPort ? undefined : `${scheme.toLowerCase()}://${normal}`;
  };
  const given = plain(origin);
  return given !== undefined && given === plain(own);
}

function isSafe(method = 'GET'): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
}

function refused(header: LoopbackRefusal['header'], found: string): LoopbackRefusal {
  return { header, found: found.slice(0, 100) || 'nothing' };
}
