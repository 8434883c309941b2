import type { z } from 'zod';
import { RolekitError } from '../../errors.ts';
import { currentCall, outlivingCall } from '../call-scope.ts';
import { retryAfterMs, type Wait, waitMs } from '../policy/retry-wait.ts';
import { pause } from '../policy/timers.ts';
import { readAt } from '../policy/value-at.ts';
import { parseAnswer } from '../request/parse-answer.ts';
import type { HttpClient, HttpRequest } from '../request/types.ts';
import type { HttpResponse } from '../response.ts';
import { nextUrl } from './next-url.ts';

/** Where a vendor's long work stands. */
export type JobStep<T> =
  | {
      state: 'running' /** How the vendor is asked again. */;
      token: string;
      done?: number;
      total?: number;
      /** Where it stands, in words. */
      message?: string;
      afterMs?: number | undefined;
    }
  | { state: 'done'; value: T };

/** Work that outlasts a request. A step throws a RolekitError when the work failed. */
export interface Job<T> {
  connector: string;
  start(signal: AbortSignal | undefined): Promise<JobStep<T>>;
  check(token: string, signal: AbortSignal | undefined): Promise<JobStep<T>>;
  /** Ends the work when the caller gives up, where the vendor can. No token: the answer to its start was not waited for. */
  cancel?(token: string | undefined): Promise<unknown>;
}

export interface JobOptions {
  /** What an earlier call's error carried, as the handler's `cursor`: goes on with the same work. */
  resume?: string | undefined;
  /** @default that of the call, as is `progress` */
  signal?: AbortSignal | undefined;
  progress?(done: number, total?: number, message?: string): void;
  /** @default 500 ms to 5 s */
  wait?: Wait;
  /** Milliseconds after which the caller gets a cursor instead of the result; less than hosts wait for a call. @default 45 000 */
  withinMs?: number;
}

const WAIT: Wait = { kind: 'exponential', firstMs: 500, maxMs: 5000, factor: 1.5, jitter: 0.1 };

/**
 * Starts a job, or goes on with one, and waits for its result.
 *
 * @throws RK_TIMEOUT with `resume` in its data: the server makes it a cursor with which the same call goes on, also in
 * another process; so has any error of a vendor that could not be asked. RK_CANCELLED
 */
export async function runJob<T>(job: Job<T>, options: JobOptions = {}): Promise<T> {
  const call = currentCall();
  const { resume, signal = call?.signal, progress = call?.progress, wait = WAIT, withinMs = 45_000 } = options;
  const until = performance.now() + withinMs;
  let token = resume;
  try {
    let step = token === undefined ? await job.start(signal) : await job.check(token, signal);
    for (let attempt = 1; step.state === 'running'; attempt++) {
      token = step.token;
      progress?.(step.done ?? attempt, step.total, step.message);
      const left = until - performance.now();
      if (left <= 0)
        throw new RolekitError('RK_TIMEOUT', { connector: job.connector, seconds: withinMs / 1000, resume: token });
      await pause(Math.min(step.afterMs ?? waitMs(wait, { attempt }), left), signal);
      step = await job.check(token, signal);
    }
    return step.value;
  } catch (error) {
    if (!signal?.aborted) throw token === undefined ? error : stillAsked(error, token);
    // nobody will ask for it any more
    await outlivingCall(() => job.cancel?.(token))?.catch(() => {});
    throw new RolekitError('RK_CANCELLED', {}, { cause: error });
  }
}

/** That the vendor could not be asked says nothing about the job: the error has its position, too. */
function stillAsked(error: unknown, resume: string): unknown {
  if (!(error instanceof RolekitError) || !error.retriable || error.data.ended === true) return error;
  return new RolekitError(error.code, { resume, ...error.data }, { cause: error });
}

/** What asks for a job: an API knows how errors call its connector. */
type JobClient = HttpClient & { readonly connector?: string };

export interface AcceptedJobOptions {
  /** How errors call it. @default that of the API */
  connector?: string;
  start: HttpRequest;
  /** DELETE ends it. @default false */
  cancel?: boolean;
}

/**
 * A job that is accepted with 202 and a `Location` to ask: 202 there while it runs, then the result or a redirect to it. With a
 * `schema`, its value is the body of the result, parsed.
 */
export function acceptedJob<S extends z.ZodType>(
  http: JobClient,
  options: AcceptedJobOptions & { schema: S },
): Job<z.output<S>>;
export function acceptedJob(http: JobClient, options: AcceptedJobOptions): Job<HttpResponse>;
export function acceptedJob(
  http: JobClient,
  { connector = connectorOf(http), start, cancel = false, schema }: AcceptedJobOptions & { schema?: z.ZodType },
): Job<unknown> {
  const { policy, classify } = start;
  const asked = { policy: { redirects: 1, ...policy }, ...(classify ? { classify } : {}) };
  const stepOf = (response: HttpResponse, before?: string): JobStep<unknown> => {
    if (response.status !== 202) return { state: 'done', value: resultOf(connector, response, schema) };
    const token = nextUrl(response.headers.get('location') ?? before, response);
    if (token === undefined) throw unclear(connector, 'it accepted the work and does not say where to ask for it');
    return { state: 'running', token, afterMs: retryAfterMs(response.headers) };
  };
  return {
    connector,
    start: async (signal) => stepOf(await http.request({ ...start, signal })),
    check: async (token, signal) => stepOf(await http.request({ ...asked, path: token, signal }), token),
    ...(cancel
      ? { cancel: async (token) => token !== undefined && (await http.request({ method: 'DELETE', path: token })) }
      : {}),
  };
}

export interface StatusJobOptions {
  /** How errors call it. @default that of the API */
  connector?: string;
  start: HttpRequest;
  /** Place of the job's id, or of the URL to ask, in the answer to `start`. */
  id: string;
  /** How its state is asked. */
  status(id: string): HttpRequest;
  /** Place of the state, e.g. `status`. */
  state: string;
  /** States that mean success; an unknown one means that it runs. */
  done: readonly string[];
  failed: readonly string[];
  /** Place of the vendor's words on a failure. */
  reason?: string;
  /** Places of the progress. */
  progress?: { done: string; total?: string };
  /** How the result is fetched. @default it is in the last status */
  result?(id: string, status: HttpResponse): HttpRequest;
  cancel?(id: string): HttpRequest;
}

/**
 * A job whose state is a word in the body, asked by an id or a status URL. With a `schema`, its value is the body of the result,
 * parsed.
 */
export function statusJob<S extends z.ZodType>(
  http: JobClient,
  options: StatusJobOptions & { schema: S },
): Job<z.output<S>>;
export function statusJob(http: JobClient, options: StatusJobOptions): Job<HttpResponse>;
export function statusJob(http: JobClient, options: StatusJobOptions & { schema?: z.ZodType }): Job<unknown> {
  const { connector = connectorOf(http), cancel, schema } = options;
  const stepOf = async (
    id: string,
    response: HttpResponse,
    signal: AbortSignal | undefined,
  ): Promise<JobStep<unknown>> => {
    const state = String(readAt(response.body, options.state) ?? '');
    if (options.failed.includes(state)) {
      const reason = options.reason === undefined ? undefined : readAt(response.body, options.reason);
      throw unclear(connector, `the work ended as ${state}${typeof reason === 'string' ? `: ${reason}` : ''}`);
    }
    if (!options.done.includes(state)) return { state: 'running', token: id, ...progressOf(options, response) };
    const result = options.result ? await http.request({ ...options.result(id, response), signal }) : response;
    return { state: 'done', value: resultOf(connector, result, schema) };
  };
  return {
    connector,
    async start(signal) {
      const response = await http.request({ ...options.start, signal });
      const id = readAt(response.body, options.id);
      if (typeof id !== 'string' && typeof id !== 'number')
        throw unclear(connector, 'it started the work and does not say how to ask for it');
      return stepOf(String(id), response, signal);
    },
    check: async (id, signal) => stepOf(id, await http.request({ ...options.status(id), signal }), signal),
    ...(cancel ? { cancel: async (id) => id !== undefined && (await http.request(cancel(id))) } : {}),
  };
}

function connectorOf({ connector = 'The service' }: JobClient): string {
  return connector;
}

function resultOf(connector: string, response: HttpResponse, schema: z.ZodType | undefined): unknown {
  return schema ? parseAnswer(connector, schema, response.body, 'its result') : response;
}

function progressOf({ progress }: StatusJobOptions, response: HttpResponse) {
  const numberAt = (place: string | undefined) => {
    const value = place === undefined ? undefined : readAt(response.body, place);
    return typeof value === 'number' ? value : undefined;
  };
  const done = numberAt(progress?.done);
  const total = numberAt(progress?.total);
  return {
    afterMs: retryAfterMs(response.headers),
    ...(done === undefined ? {} : { done }),
    ...(total === undefined ? {} : { total }),
  };
}

function unclear(connector: string, reason: string): RolekitError {
  return new RolekitError('RK_UPSTREAM_UNAVAILABLE', { connector, reason, hint: 'Start it again.', ended: true });
}
