import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RolekitError } from '@rolekit/sdk';
import { createRegistryClient } from '@rolekit/sdk/host';
import { parseManifest } from '@rolekit/sdk/plugin';
import { z } from 'zod';
import { type VerifyingRegistry, verifyingRegistry } from '../registry/verifying-registry.ts';
import { homeOf } from '../rolekit-home.ts';

const TIMEOUT_MS = 15_000;
const answered = z.object({ value: z.string().min(1) });

/**
 * The registry, signed in for minutes by what the CI platform says of this run; undefined where no platform says anything.
 *
 * @see https://docs.github.com/en/actions/reference/security/oidc
 * @throws RK_REGISTRY when the registry does not trust this run, RK_UNREACHABLE when the platform gives no ID token
 */
export async function signedInByCi(
  registry: VerifyingRegistry,
  namespace: string,
  env: NodeJS.ProcessEnv,
): Promise<VerifyingRegistry | undefined> {
  const idToken = env.ROLEKIT_ID_TOKEN || (await askedIdToken(env, registry.url));
  return idToken === undefined ? undefined : exchanged(registry, namespace, idToken, env);
}

/**
 * The registry, as a build reads private connectors from it: signed in where the platform makes an ID token for each who asks.
 * One that a job has only once (GitLab) is left for `publish`; where the registry does not trust this run, a build reads what
 * everybody does.
 */
export async function readByCi(
  registry: VerifyingRegistry,
  dir: string,
  env: NodeJS.ProcessEnv,
): Promise<VerifyingRegistry> {
  const namespace = registry.hasToken ? undefined : await namespaceOf(dir);
  if (namespace === undefined) return registry;
  const signedIn = await askedIdToken(env, registry.url)
    .then((idToken) => (idToken === undefined ? undefined : exchanged(registry, namespace, idToken, env)))
    .catch((error: unknown) => {
      if (error instanceof RolekitError) return undefined;
      throw error;
    });
  return signedIn ?? registry;
}

/** Namespace that the source of a plugin names; what is wrong with the source is the build's to say. */
export async function namespaceOf(dir: string): Promise<string | undefined> {
  const text = await readFile(join(dir, 'plugin.json'), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : parseManifest(text).manifest?.extensions['dev.rolekit'].namespace;
}

async function exchanged(
  registry: VerifyingRegistry,
  namespace: string,
  idToken: string,
  env: NodeJS.ProcessEnv,
): Promise<VerifyingRegistry> {
  const { token } = await registry.exchangeIdToken(namespace, idToken);
  return verifyingRegistry(createRegistryClient({ url: registry.url, token }), homeOf(env));
}

/** GitHub Actions makes one for each who asks. */
async function askedIdToken(env: NodeJS.ProcessEnv, audience: string): Promise<string | undefined> {
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
