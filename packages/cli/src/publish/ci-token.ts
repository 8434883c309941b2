import { RolekitError } from '@rolekit/sdk';
import { createRegistryClient, type RegistryClient } from '@rolekit/sdk/host';
import { z } from 'zod';

const TIMEOUT_MS = 15_000;
const answered = z.object({ value: z.string().min(1) });

/**
 * The registry, signed in for minutes by what the CI platform says of this run; undefined where no platform says anything.
 *
 * @see https://docs.github.com/en/actions/reference/security/oidc
 * @throws RK_REGISTRY when the registry does not trust this run, RK_UNREACHABLE when the platform gives no ID token
 */
export async function signedInByCi(
  registry: RegistryClient,
  namespace: string,
  env: NodeJS.ProcessEnv,
): Promise<RegistryClient | undefined> {
  const idToken = await idTokenOf(env, registry.url);
  if (idToken === undefined) return undefined;
  const { token } = await registry.exchangeIdToken(namespace, idToken);
  return createRegistryClient({ url: registry.url, token });
}

/** GitLab puts it into a variable that the job names; GitHub Actions is asked for one. */
async function idTokenOf(env: NodeJS.ProcessEnv, audience: string): Promise<string | undefined> {
  if (env.ROLEKIT_ID_TOKEN) return env.ROLEKIT_ID_TOKEN;
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: token } = env;
  if (!url || !token || !URL.canParse(url)) return undefined;
  const asked = new URL(url);
  asked.searchParams.set('audience', audience);
  const failed = (reason: string, cause?: unknown) =>
    new RolekitError('RK_UNREACHABLE', { url: asked.origin, reason: `it gave no ID token: ${reason}` }, { cause });
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(asked, { headers: { authorization: `Bearer ${token}` }, redirect: 'error', signal });
    if (!response.ok) throw failed(`HTTP ${response.status}`);
    return answered.parse(await response.json()).value;
  } catch (error) {
    if (error instanceof RolekitError) throw error;
    throw failed(error instanceof Error ? error.message : 'it failed', error);
  }
}
