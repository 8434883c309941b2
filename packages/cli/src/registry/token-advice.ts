import { RolekitError } from '@rolekit/sdk';
import { withData } from '@rolekit/sdk/internal';

/** The registry speaks of its API; who types a command names a token otherwise. */
export function withTokenAdvice(error: unknown): unknown {
  if (!(error instanceof RolekitError) || error.code !== 'RK_REGISTRY' || error.data.status !== 401) return error;
  const hint = 'Pass a token of this registry: use --token-file <file> or ROLEKIT_TOKEN.';
  return withData(error, { hint });
}
