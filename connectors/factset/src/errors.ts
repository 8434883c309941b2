import { RolekitError } from '@rolekit/sdk';
import { failWith, type HttpResponse, oneLine, type ResponseAction } from '@rolekit/sdk/http';

/** What the vendor says when a request is too much for one answer. */
const TOO_LONG = /took too long|smaller request/i;

/** The vendor's words, from any of the three forms of its error bodies. */
export function messageOf(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { errors, message } = body as { errors?: unknown; message?: unknown };
  const said = Array.isArray(errors)
    ? errors.flatMap((error: { title?: unknown; detail?: unknown } | null) => {
        const text = error?.detail ?? error?.title;
        return typeof text === 'string' ? [text] : [];
      })
    : typeof message === 'string'
      ? [message]
      : [];
  return oneLine(said.join(' ')) || undefined;
}

/** What a response of FactSet means; undefined leaves it to the defaults by status. */
export function classify(response: HttpResponse): ResponseAction | undefined {
  const { status } = response;
  if (status < 400) return undefined;
  const said = messageOf(response.body);
  if (status === 401)
    return {
      action: 'refresh_then_retry',
      reason: `${said ?? 'HTTP 401'} The key is wrong, expired, or made for another IP range.`,
    };
  if (status === 403) {
    const reason = `${said ?? 'HTTP 403'} (the subscription may not include this API)`;
    return failWith('RK_FORBIDDEN', { connector: 'FactSet', reason });
  }
  if (status === 400 && said !== undefined && TOO_LONG.test(said)) return failWith('RK_TOO_LARGE', TOO_MUCH);
  if (status === 400) {
    return failWith('RK_INVALID_REQUEST', {
      reason: `FactSet refuses the request: ${said ?? 'HTTP 400'}`,
      hint: 'Check the arguments.',
    });
  }
  if (status === 404) {
    const hint = 'A batch job expires after a while: repeat the call without `cursor`.';
    return failWith('RK_NOT_FOUND', { what: said ? `What was asked for (${said})` : 'What was asked for', hint });
  }
  return status === 500 && said !== undefined ? { action: 'retry', reason: `HTTP 500: ${said}` } : undefined;
}

const TOO_MUCH = {
  reason: 'FactSet needs too long for a request of this size.',
  hint: 'Ask for fewer ids, metrics or periods at once.',
};

/** Why a batch job failed. */
export function jobFailed(title: string | undefined): RolekitError {
  if (title !== undefined && TOO_LONG.test(title)) return new RolekitError('RK_TOO_LARGE', TOO_MUCH);
  return new RolekitError('RK_INVALID_REQUEST', {
    reason: `FactSet's batch job failed: ${title ?? 'no reason given'}`,
    hint: 'Check the arguments, then repeat the call without `cursor`.',
  });
}
