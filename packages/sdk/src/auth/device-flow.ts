import { z } from 'zod';
import { RolekitError } from '../errors.ts';
import { pause } from '../http/policy/timers.ts';
import { safeParseAnswer } from '../http/request/nulls-as-absent.ts';
import { type Authorization, authorizationOf } from './authorize.ts';
import type { ShownCode } from './browser.ts';
import { notSignedIn, refusedSignIn } from './sign-in-error.ts';
import { clientProof, DEVICE_GRANT, splitForm, type TokenRequest } from './token-refresh.ts';

export interface DeviceRequest extends TokenRequest {
  /** The device authorization endpoint: a URL, or a path below the client's base URL. */
  deviceUrl: string;
  scopes?: readonly string[] | undefined;
  /** Shows the person where to enter which code. */
  show(code: ShownCode): void | Promise<void>;
  signal?: AbortSignal | undefined;
  /** For tests. @default waits as long as it says */
  wait?: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
}

const DEFAULT_SECONDS = 5;
/** What `slow_down` adds, and what a connection that timed out does (RFC 8628, 3.5). */
const SLOWER_SECONDS = 5;
const MAX_SECONDS = 60;

const page = () => z.url({ protocol: /^https?$/ }).transform((url) => new URL(url).href);

const answered = () =>
  z.object({
    device_code: z.string().min(1),
    // both are printed on a terminal, which control characters could command
    user_code: z.string().regex(/^[\w .-]{1,100}$/),
    verification_uri: page(),
    verification_uri_complete: page().optional(),
    expires_in: z.number().positive().default(900),
    interval: z.number().positive().default(DEFAULT_SECONDS),
  });

/**
 * Signs a person in who enters a code on another device (RFC 8628), where this machine has no browser.
 *
 * @throws RK_SIGN_IN when the person refuses, is too late, or the vendor does; RK_CANCELLED
 */
export async function authorizeDevice(request: DeviceRequest): Promise<Authorization> {
  const { connector, signal, wait = pause } = request;
  const code = await askForCode(request);
  const ends = performance.now() + code.expires_in * 1000;
  const url = code.verification_uri;
  const complete = code.verification_uri_complete;
  await request.show({
    url,
    code: code.user_code,
    ...(complete ? { urlWithCode: complete } : {}),
    seconds: code.expires_in,
  });
  let seconds = Math.min(code.interval, MAX_SECONDS);
  for (;;) {
    if (performance.now() + seconds * 1000 > ends) throw refusedSignIn(connector, 'expired_token', undefined);
    await wait(seconds * 1000, signal);
    const outcome = await poll(request, code.device_code);
    if (outcome === 'pending') continue;
    if (outcome === 'slower') seconds = Math.min(seconds + SLOWER_SECONDS, MAX_SECONDS);
    else return outcome;
  }
}

async function askForCode(request: DeviceRequest) {
  const { connector, http, deviceUrl, scopes, signal } = request;
  const { form, headers } = clientProof(request);
  const scope: Record<string, string> = scopes ? { scope: scopes.join(' ') } : {};
  const { status, body } = await http.request({
    method: 'POST',
    path: deviceUrl,
    ...splitForm({ ...scope, ...request.parameters, ...form }),
    headers,
    signal,
    repeatable: true,
    policy: OWN_ERRORS,
  });
  if (status >= 400) throw refusal(request, body);
  const parsed = safeParseAnswer(answered(), body);
  if (parsed.success) return parsed.data;
  throw notSignedIn(connector, `the vendor's device code is not usable at ${parsed.error.issues[0]?.path.join('.')}`);
}

async function poll(request: DeviceRequest, device_code: string): Promise<Authorization | 'pending' | 'slower'> {
  const { form, headers } = clientProof(request);
  try {
    const { status, body } = await request.http.request({
      method: 'POST',
      path: request.path,
      ...splitForm({ grant_type: DEVICE_GRANT, device_code, ...request.parameters, ...form }),
      headers,
      signal: request.signal,
      policy: { ...OWN_ERRORS, attempts: 1 },
    });
    const answer = (body ?? {}) as Record<string, unknown>;
    if (status < 400 && typeof answer.access_token === 'string') return authorizationOf(answer);
    if (answer.error === 'authorization_pending') return 'pending';
    if (answer.error === 'slow_down') return 'slower';
    throw refusal(request, body);
  } catch (error) {
    // the person may be typing still, so a server that is away for a moment is asked again, and less often
    if (error instanceof RolekitError && error.retriable && error.code !== 'RK_CANCELLED') return 'slower';
    throw error;
  }
}

/** The errors of a device's endpoints decide what comes next, so that they are answers here. */
const OWN_ERRORS = { rules: [{ status: '4xx', body: { at: 'error', is: /./ }, action: 'success' }] } as const;

function refusal({ connector }: DeviceRequest, body: unknown): RolekitError {
  const { error, error_description } = (body ?? {}) as Record<string, unknown>;
  if (typeof error === 'string') return refusedSignIn(connector, error, error_description);
  return notSignedIn(connector, 'the token endpoint sent no access_token');
}
