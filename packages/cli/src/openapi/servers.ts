import { objectOf, type Spec, textOf } from './spec.ts';

const LONGEST_URL = 2000;

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
  const written = server && textOf(spec, server, 'url')?.slice(0, LONGEST_URL);
  if (!server || !written) return { url: undefined, hint: 'https://api.example.com' };
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

/** A variable that every customer sets. */
function hasChoice(variable: unknown): boolean {
  return typeof variable === 'object' && variable !== null && !Array.isArray((variable as { enum?: unknown }).enum);
}

function checked(url: string | undefined, hint: string): BaseUrl {
  return url !== undefined && URL.canParse(url) ? { url: url.replace(/\/$/, ''), hint: url } : { url: undefined, hint };
}
