import { RolekitError } from '../../errors.ts';
import type { HttpResponse } from '../response.ts';

/**
 * An address that an answer names for the next request, made absolute. It has to be of the same origin: credentials go
 * with it.
 *
 * @throws RK_UPSTREAM_UNAVAILABLE
 */
export function nextUrl(target: string | undefined, response: HttpResponse): string | undefined {
  if (target === undefined) return undefined;
  const base = response.url ?? '';
  const url = URL.canParse(target, base) ? new URL(target, base) : undefined;
  if (url && !url.username && !url.password && url.origin === new URL(base).origin) return url.href;
  throw new RolekitError('RK_UPSTREAM_UNAVAILABLE', {
    connector: hostOf(response),
    reason: `the next address that it names is not its own: ${target.slice(0, 200)}`,
    hint: 'Check the base URL of the connection.',
  });
}

/** Who answered, for errors: an address may say whom it is about. */
export function hostOf({ url }: HttpResponse): string {
  return url !== undefined && URL.canParse(url) ? new URL(url).host : 'The service';
}
