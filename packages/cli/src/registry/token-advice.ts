import { RolekitError } from '@rolekit/sdk';

/** The registry speaks of its API; who types a command names a token otherwise. */
export function withTokenAdvice(error: unknown): unknown {
  if (!(error instanceof RolekitError) || error.code !== 'RK_REGISTRY' || error.data.status !== 401) return error;
  const hint = 'Name a file that holds a token of this registry with --token-file, or set ROLEKIT_TOKEN.';
  return new RolekitError('RK_REGISTRY', { ...error.data, hint }, { cause: error });
}
