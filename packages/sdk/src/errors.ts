import { type ErrorArguments, type ErrorValues, fill, type SomeValues } from './error-template.ts';
import type { Finding } from './finding.ts';

/**
 * The one table of coded errors. `{name}` in a template is filled from the error's data; the reference page is generated
 * from this table.
 */
export const ERRORS = {
  // What a tool call can end in. `kind` is what a model and a host see.
  RK_NOT_CONNECTED: row(
    'not_connected',
    '{connector} is not connected: {reason}',
    'Run `{command}`{demo?}, then try again.',
  ),
  RK_SEALED: row(
    'not_connected',
    'The secrets of {connector} (profile {profile} in {path}) cannot be opened: {reason}',
    '{hint}',
  ),
  RK_KEYCHAIN: row('not_connected', 'The keychain of this system cannot be used: {reason}', '{hint}'),
  RK_AUTH_EXPIRED: row(
    'auth_expired',
    '{connector} does not accept the credentials: {reason}',
    'Run `{command}` to sign in again.',
  ),
  RK_SIGN_IN: row('not_connected', 'Signing in to {connector} failed: {reason}', '{hint}'),
  RK_FORBIDDEN: row(
    'forbidden',
    '{connector} refused: {reason}',
    'Ask an administrator of {connector} for access, or use another account.',
  ),
  RK_OUT_OF_REACH: row('forbidden', '{connector} may not reach that: {reason}', '{hint}'),
  RK_NOT_FOUND: row('not_found', '{what} does not exist.', '{hint}'),
  RK_INVALID_REQUEST: row('invalid_request', '{reason}', '{hint}'),
  RK_CONFLICT: row('conflict', '{reason}', 'Read the current state, then try again.'),
  RK_WRITE_UNKNOWN: row('conflict', '{reason}', 'Do not repeat it. {check}'),
  RK_BATCH_OPEN: row('conflict', '{reason}', 'Do not start it again before {expires}.'),
  RK_PAGES_RESET: row(
    'invalid_request',
    '{connector} no longer continues this list: {reason}',
    'Start again without a cursor; some rows may repeat.',
  ),
  RK_RATE_LIMITED: row(
    'rate_limited',
    '{connector} asks to wait {seconds} s before the next call.{own?}',
    'Wait {seconds} s, then repeat the same call.',
    true,
  ),
  RK_TOO_LARGE: row('too_large', '{reason}', '{hint}'),
  RK_TIMEOUT: row(
    'timeout',
    '{connector} did not answer within {seconds} s.',
    'Narrow the request, or try again.',
    true,
  ),
  RK_CANCELLED: row('cancelled', 'The call was cancelled.', 'Repeat the call if you still need it.', true),
  RK_UPSTREAM_UNAVAILABLE: row('upstream_unavailable', '{connector} is not available: {reason}', '{hint}', true),
  RK_APPROVAL_REQUIRED: row(
    'approval_required',
    '{tool} changes data, so a person must approve it. This host cannot ask one.',
    '{hint}',
  ),
  RK_APPROVAL_LINK: row(
    'approval_required',
    '{tool} was not applied yet: a person must approve it ({summary}) at {url}',
    'Give the person this link and ask them to approve or decline there within {minutes} min. Then repeat this call with exactly the same arguments.',
  ),
  RK_APPROVAL_REFUSED: row(
    'approval_refused',
    '{tool} was not applied: {reason}',
    'Do not repeat it unless the person asks for it.',
  ),
  RK_TOOL_OFF: row(
    'forbidden',
    '{tool} is switched off in the plugin {plugin}.',
    'Use another tool, or ask the person to switch it on: `rolekit policy --enable {tool}`.',
  ),
  RK_POLICY_DENIED: row(
    'forbidden',
    'The policy of {source} denies {tool}.',
    'Use another tool, or ask the owner of that policy.',
  ),
  RK_POLICY_REFUSED: row('forbidden', 'The policy of {source} does not allow {plugin}: {reason}.', 'Ask {owner}.'),
  RK_OPERATOR: row(
    'upstream_unavailable',
    'This server cannot do that now: its operator must fix a problem first ({reference}).',
    'Give the operator this reference; the server log has the details.',
  ),
  RK_UNKNOWN_TOOL: row('not_found', 'There is no tool {tool}.', '{hint}'),
  RK_INTERNAL: row(
    'upstream_unavailable',
    '{what} failed unexpectedly ({reference}).',
    'Report this reference; the server log has the details.',
  ),

  // What an author's code can get wrong; found when it is defined.
  RK_DEFINITION: row(undefined, '{what}: {reason}', '{hint}'),

  // Files, archives and bundles.
  RK_FINDINGS: row(undefined, '{count} problem(s) in {what}.', 'Fix the findings listed; each has a place and a fix.'),
  RK_FILE: row(undefined, '{path}: {reason}', '{hint}'),
  RK_ARCHIVE: row(undefined, 'The archive was refused: {reason}', '{hint}'),
  RK_DIGEST_MISMATCH: row(
    undefined,
    '{what} has digest {found}, expected {expected}.',
    'Fetch it again. If the digest still differs, do not use it and tell its publisher.',
  ),
  RK_SIGNATURE_INVALID: row(undefined, 'The signature of {what} is not right: {reason}.', '{hint}'),
  RK_UNRESOLVED: row(undefined, '{what} cannot be resolved: {reason}', '{hint}'),

  // A registry, seen from a client.
  RK_UNREACHABLE: row(
    undefined,
    '{url} cannot be reached: {reason}',
    'Check the address, and that the server is running.',
    true,
  ),
  RK_REGISTRY: row(undefined, 'The registry answered {status}: {reason}', '{hint}'),

  // A tool, seen from a program that calls it.
  RK_TOOL_FAILED: row(undefined, '{tool} failed: {reason}', '{hint}'),
} as const satisfies Record<string, ErrorRow>;

/** What a tool call can fail with, the same for every connector. */
export type ErrorKind =
  | 'not_connected'
  | 'auth_expired'
  | 'forbidden'
  | 'not_found'
  | 'invalid_request'
  | 'conflict'
  | 'rate_limited'
  | 'too_large'
  | 'timeout'
  | 'cancelled'
  | 'upstream_unavailable'
  | 'approval_required'
  | 'approval_refused';

export type ErrorCode = keyof typeof ERRORS;

export interface ErrorRow<Message extends string = string, Fix extends string = string> {
  kind: ErrorKind | undefined;
  message: Message;
  fix: Fix;
  retriable: boolean;
}

function row<M extends string, F extends string>(
  kind: ErrorKind | undefined,
  message: M,
  fix: F,
  retriable = false,
): ErrorRow<M, F> {
  return { kind, message, fix, retriable };
}

/** What code reads of an error beside its texts; all of it may be left out. */
export interface ErrorFacts {
  /** The vendor's position, for work that outlasts a call: the caller gets it as a cursor. */
  resume?: string;
  /** The vendor's own code and words, and the fields that they are about. */
  vendorCode?: string | number;
  vendorMessage?: string;
  sqlState?: string;
  fields?: readonly string[];
  /** What to do about it, in the place of what such an error usually needs. */
  advice?: string;
  /** Of an HTTP answer, and the code of a registry in it. */
  status?: number;
  registryCode?: string;
  findings?: readonly Finding[];
  /** Of a policy: the rules that refuse it. */
  refused?: readonly RefusedRule[];
  /** Of a definition: all that is wrong with it, and the tools that it is about. */
  problems?: readonly DefinitionProblem[];
  /** The request was not sent; or it was, and its answer was lost; or something was answered. */
  notSent?: boolean;
  perhapsWritten?: boolean;
  answered?: boolean;
  /** Of a job: the vendor ended it. */
  ended?: boolean;
  /** Of a lock: another process has it. */
  held?: boolean;
  /** Of a batch: what finishes it, or what there is to say where nothing has to change. */
  batch?: string;
  nothingToWrite?: readonly string[];
  /** Of a tool's call: all that its server says, read with `toolFailureOf`. */
  failure?: object;
}

/** One rule of a policy, what broke it, and whose policy it is. */
export interface RefusedRule {
  rule: string;
  value: string;
  level: string;
  source: string;
  owner?: string | undefined;
}

export interface DefinitionProblem {
  reason: string;
  hint: string;
  tool?: string;
}

const BRAND = Symbol.for('dev.rolekit.error');

/** A coded error: what failed, why, and the next step. Never carries a secret. */
export class RolekitError<C extends ErrorCode = ErrorCode> extends Error {
  readonly code: ErrorCode;
  readonly kind: ErrorKind | undefined;
  /** What to do next, one sentence. */
  readonly fix: string;
  readonly retriable: boolean;
  readonly data: Readonly<Record<string, unknown>>;
  readonly [BRAND] = true;

  constructor(code: C, ...[data = {}, options]: ErrorArguments<(typeof ERRORS)[C], { cause?: unknown }, ErrorFacts>) {
    const entry: ErrorRow = ERRORS[code];
    super(fill(entry.message, data), options);
    this.name = 'RolekitError';
    this.code = code;
    this.kind = entry.kind;
    this.fix = (data as ErrorFacts).advice ?? fill(entry.fix, data);
    this.retriable = entry.retriable;
    this.data = { ...data };
  }

  /** True for errors of any copy of this package in the process. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && BRAND in value;
  }
}

/** The same error with other data: what is not named stays. */
export function withData(
  error: RolekitError,
  changes: SomeValues<(typeof ERRORS)[ErrorCode]> & ErrorFacts,
): RolekitError {
  // what is not named was checked when the error was made
  const data = { ...error.data, ...changes } as ErrorValues<(typeof ERRORS)[ErrorCode]> & ErrorFacts;
  return new RolekitError(error.code, data, { cause: error });
}

/**
 * There is no such thing.
 *
 * @param what with its id or name: `deals 42`
 * @param hint where the right id or name is found
 */
export function notFound(what: string, hint: string): RolekitError<'RK_NOT_FOUND'> {
  return new RolekitError('RK_NOT_FOUND', { what, hint });
}

/**
 * The arguments of a call are not right.
 *
 * @param reason what is wrong: `There is no stage \`won\`.`
 * @param hint what to do instead
 * @param facts what else a program may want to know, such as the fields
 */
export function invalid(reason: string, hint: string, facts: ErrorFacts = {}): RolekitError<'RK_INVALID_REQUEST'> {
  return new RolekitError('RK_INVALID_REQUEST', { reason, hint, ...facts });
}
