import { RolekitError } from '@rolekit/sdk';
import { withData } from '@rolekit/sdk/internal';

/** The registry speaks of its API; who types a command names a token otherwise. */
export function withTokenAdvice(error: unknown): unknown {
  if (!(error instanceof RolekitError) || error.code !== 'RK_REGISTRY' || error.data.status !== 401) return error;
  const hint = 'Sign in with `rolekit login`, or pass a token of this registry: --token-file <file> or ROLEKIT_TOKEN.';
  return withData(error, { hint });
}
