import { RolekitError } from '@rolekit/sdk';
import { failWith, type HttpResponse, oneLine, type ResponseAction, retryAfterMs } from '@rolekit/sdk/http';

interface VendorBody {
  message?: unknown;
  policyName?: unknown;
  errors?: unknown;
}

/** After this it is worth asking again what lasts for hours. */
const LONG_MS = 3_600_000;

/** The vendor's words: its message, and the details that say more. */
export function messageOf(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { message, errors } = body as VendorBody;
  if (typeof message !== 'string') return undefined;
  // the details stand as JSON in the message too
  const [head = ''] = message.split(/: \[\{/);
  const details = Array.isArray(errors)
    ? errors.flatMap((error: { message?: unknown } | null) =>
        typeof error?.message === 'string' ? [error.message] : [],
      )
    : [];
  return oneLine([head, ...details].join(' ')) || undefined;
}

/** What a response means; undefined leaves it to the defaults by status. */
export function classify(response: HttpResponse): ResponseAction | undefined {
  const { status, body } = response;
  if (status < 400) return undefined;
  const said = messageOf(body);
  switch (status) {
    case 401:
      return { action: 'refresh_then_retry', reason: said ?? 'HTTP 401' };
    case 403:
      return failWith('RK_FORBIDDEN', { connector: 'HubSpot', reason: `${said ?? 'HTTP 403'}${scopesOf(body)}` });
    case 404:
      return failWith('RK_NOT_FOUND', {
        what: said ? `What was asked for (${said})` : 'What was asked for',
        hint: 'Check the id and the object type; find ids with `hubspot_search_objects`.',
      });
    case 409:
      return failWith('RK_CONFLICT', { reason: `HubSpot reports a conflict: ${said ?? 'HTTP 409'}` });
    case 423:
      // a record that is locked for a moment: nothing was done
      return { action: 'rate_limited', afterMs: retryAfterMs(response.headers) ?? 2000 };
    case 477:
      // the account moves to another data centre, for up to a day
      return { action: 'rate_limited', afterMs: retryAfterMs(response.headers) ?? LONG_MS };
    case 429:
      return { action: 'rate_limited', afterMs: limitMs(response) };
    case 400:
      return failWith('RK_INVALID_REQUEST', {
        reason: `HubSpot refuses the request: ${said ?? 'HTTP 400'}`,
        hint: 'Check object, property names and values with `hubspot_list_properties`.',
      });
    default:
      return undefined;
  }
}

/** How long to wait: as the header says, else as long as the limit that was reached lasts. */
function limitMs({ headers, body }: HttpResponse): number | undefined {
  const asked = retryAfterMs(headers);
  if (asked !== undefined) return asked;
  const policy = (body as VendorBody | undefined)?.policyName;
  if (policy === 'TEN_SECONDLY_ROLLING') {
    const interval = Number(headers.get('x-hubspot-ratelimit-interval-milliseconds'));
    return interval > 0 ? interval : 10_000;
  }
  if (policy === 'SECONDLY') return 1000;
  // it ends at midnight of the account's own time zone
  return policy === 'DAILY' ? LONG_MS : undefined;
}

function scopesOf(body: unknown): string {
  const { errors } = (body ?? {}) as VendorBody;
  if (!Array.isArray(errors)) return '';
  const scopes = errors.flatMap((error: { context?: Record<string, unknown> } | null) => {
    const named = error?.context?.requiredGranularScopes ?? error?.context?.requiredScopes;
    return Array.isArray(named) ? named.map(String) : [];
  });
  return scopes.length === 0 ? '' : ` (scopes: ${scopes.join(', ')})`;
}

export function invalid(reason: string, hint: string): RolekitError {
  return new RolekitError('RK_INVALID_REQUEST', { reason, hint });
}
