import { failWith, type HttpResponse, oneLine, type ResponseAction, retryAfterMs } from '@rolekit/sdk/http';
import { z } from 'zod';

const DETAIL = z.object({ message: z.string().optional(), context: z.record(z.string(), z.unknown()).optional() });
const BODY = z.object({
  message: z.string().optional().catch(undefined),
  policyName: z.string().optional().catch(undefined),
  errors: z.array(DETAIL.catch({})).catch([]),
});
const NO_BODY: z.output<typeof BODY> = { errors: [] };

/** After this it is worth asking again what lasts for hours. */
const LONG_MS = 3_600_000;
/** How long the limits last: a rolling one, one of searches, and one that ends at midnight of the account's own time zone. */
const LIMITS_MS: Partial<Record<string, number>> = { TEN_SECONDLY_ROLLING: 10_000, SECONDLY: 1000, DAILY: LONG_MS };

/** What a response means; undefined leaves it to the defaults by status. */
export function classify({ status, body, headers }: HttpResponse): ResponseAction | undefined {
  const { message, policyName = '', errors } = BODY.catch(NO_BODY).parse(body);
  // the details stand as JSON in the message too
  const [head = ''] = message?.split(/: \[\{/) ?? [];
  const said = oneLine([head, ...errors.map((error) => error.message ?? '')].join(' ')) || `HTTP ${status}`;
  const limited = (afterMs: number | undefined): ResponseAction => ({
    action: 'rate_limited',
    afterMs: retryAfterMs(headers) ?? afterMs,
  });
  switch (status) {
    case 400:
      return failWith('RK_INVALID_REQUEST', {
        reason: `HubSpot refuses the request: ${said}`,
        hint: 'Check object, property names and values with `hubspot_list_properties`.',
      });
    case 403:
      return failWith('RK_FORBIDDEN', { connector: 'HubSpot', reason: said + scopesOf(errors) });
    case 404:
      return failWith('RK_NOT_FOUND', {
        what: message ? `What was asked for (${said})` : 'What was asked for',
        hint: 'Check the id and the object type; find ids with `hubspot_search_objects`.',
      });
    case 423:
    case 477:
      // a record that is locked for a moment, or an account that moves to another data centre, for up to a day
      return limited(status === 423 ? 2000 : LONG_MS);
    case 429: {
      const window = policyName === 'TEN_SECONDLY_ROLLING' && headers.get('x-hubspot-ratelimit-interval-milliseconds');
      return limited(Number(window) || LIMITS_MS[policyName]);
    }
    default:
      return undefined;
  }
}

function scopesOf(errors: readonly z.output<typeof DETAIL>[]): string {
  const scopes = errors.flatMap(({ context }) => context?.requiredGranularScopes ?? context?.requiredScopes ?? []);
  return scopes.length === 0 ? '' : ` (scopes: ${scopes.join(', ')})`;
}
