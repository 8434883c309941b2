import { usageError } from '../../errors.ts';

export type Provider = 'openai' | 'anthropic';

/** Where a model is asked, and with which key. */
export interface Endpoint {
  provider: Provider;
  /** What turns are posted to. */
  url: URL;
  key: string | undefined;
  /** The variable in which its key is looked for first. */
  keyVariable: string;
}

const PATHS: Record<Provider, string> = { openai: '/chat/completions', anthropic: '/messages' };
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);
const OWN_KEY = 'ROLEKIT_EVAL_KEY';
/** The key of a vendor goes to that vendor alone. */
const VENDOR_KEYS: Readonly<Record<string, string>> = {
  'api.openai.com': 'OPENAI_API_KEY',
  'api.anthropic.com': 'ANTHROPIC_API_KEY',
};

/**
 * Reads what a person gives as an endpoint: `https://api.openai.com/v1`, `http://127.0.0.1:11434/v1`, or the whole address.
 *
 * @throws RK_USAGE
 */
export function endpointOf(
  given: { endpoint: string | undefined; provider: string | undefined },
  env: NodeJS.ProcessEnv,
): Endpoint {
  const { endpoint, provider } = given;
  if (endpoint === undefined)
    throw usageError('No endpoint given.', 'Use --endpoint, e.g. --endpoint https://api.openai.com/v1.');
  if (provider !== undefined && provider !== 'openai' && provider !== 'anthropic')
    throw usageError(`--provider ${provider} is not a provider.`, 'Use openai or anthropic.');
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:')
    throw usageError(
      '--endpoint is not an http or https address.',
      'Give the base address, e.g. https://api.openai.com/v1.',
    );
  if (url.username || url.password || url.search || url.hash)
    throw usageError('--endpoint holds more than an address.', `Give the key in the variable ${OWN_KEY}.`);
  if (url.protocol === 'http:' && !LOOPBACK.has(url.hostname))
    throw usageError(`${url.origin} is not https.`, 'Use https; http is for this machine only.');
  const speaks = provider ?? providerOf(url);
  const vendorKey = VENDOR_KEYS[url.hostname];
  const key = env[OWN_KEY] || (vendorKey === undefined ? undefined : env[vendorKey]) || undefined;
  return { provider: speaks, url: turnsUrl(url, speaks), key, keyVariable: vendorKey ?? OWN_KEY };
}

function providerOf({ hostname, pathname }: URL): Provider {
  const isAnthropic = /(^|\.)anthropic\.com$/.test(hostname) || /\/(?:anthropic(?:\/v1)?|messages)\/*$/.test(pathname);
  return isAnthropic ? 'anthropic' : 'openai';
}

function turnsUrl(url: URL, provider: Provider): URL {
  const path = url.pathname.replace(/\/+$/, '');
  if (path.endsWith(PATHS[provider])) return new URL(path, url);
  const isVersioned = provider === 'openai' ? path !== '' : /\/v\d+$/.test(path);
  return new URL(`${path}${isVersioned ? '' : '/v1'}${PATHS[provider]}`, url);
}
