import { type ErrorArguments, fill } from '@rolekit/sdk/internal/texts';
import type { Finding } from './archive-finding.ts';

interface ErrorRow<Message extends string = string, Fix extends string = string> {
  status: number;
  message: Message;
  fix: Fix;
}

function row<M extends string, F extends string>(status: number, message: M, fix: F): ErrorRow<M, F> {
  return { status, message, fix };
}

/**
 * The one table of what this registry answers when it does not do what was asked. `{name}` in a template is filled from the
 * error's data; the reference page is generated from this table.
 */
export const ERRORS = {
  RK_TOKEN_MISSING: row(
    401,
    'This needs a token.',
    'Send `Authorization: Bearer <token>` with a token of this registry.',
  ),
  RK_TOKEN_UNKNOWN: row(
    401,
    'This registry does not know that token.',
    'Use a token of this registry, and check that you copied all of it.',
  ),
  RK_TOKEN_EXPIRED: row(401, 'This token has expired.', 'Ask the operator of the registry for a new one.'),
  RK_TOKEN_REVOKED: row(401, 'This token was revoked.', 'Ask the operator of the registry for a new one.'),
  RK_AUTH_LIMITED: row(
    429,
    'Too many requests without a valid token came from this address. Try again in {seconds} s.',
    'Check the token, wait {seconds} s, then repeat the request.',
  ),
  RK_GIT_TOKEN_MISSING: row(
    401,
    'There is no git repository here for everybody.',
    'If it is a private one, sign in with `rolekit login`, or clone with a token of this registry as the password.',
  ),
  RK_ACCOUNT_DISABLED: row(401, 'The account {account} is disabled.', 'Ask an administrator of the registry.'),
  RK_ACCOUNT_UNKNOWN: row(404, 'There is no account {account}.', 'List them with `rolekit registry account list`.'),
  RK_ACCOUNT_EXISTS: row(409, 'There is an account {account} already.', 'Choose another name.'),
  RK_LAST_OWNER: row(409, 'The namespace {namespace} would have no owner.', 'Make somebody else an owner first.'),
  RK_ROLE_MISSING: row(
    403,
    '{account} may not {scope} in the namespace {namespace}.',
    'Ask an owner of `{namespace}` for the role {role}.',
  ),
  RK_NOT_ADMINISTRATOR: row(
    403,
    '{account} is no administrator of this registry.',
    'Ask an administrator, or use a token of theirs for all namespaces.',
  ),
  RK_POLICY_INVALID: row(400, 'The policy cannot be taken: it {reason}.', 'Correct that entry.'),
  RK_POLICY_REFUSED: row(403, 'The policy of this registry does not allow {plugin}: {reason}.', 'Ask {owner}.'),
  RK_PASSWORD_WRONG: row(
    401,
    'Name or password is wrong.',
    'Type both again, or ask an administrator for a new password.',
  ),
  RK_PROVIDER_FAILED: row(
    502,
    'The sign-in of {provider} cannot be used now: {reason}.',
    'Try again in a minute; who is signed in stays so.',
  ),
  RK_SIGN_IN_REFUSED: row(
    403,
    'You were not signed in: {reason}.',
    'Start again at /login, in one window, within ten minutes.',
  ),
  RK_ID_TOKEN_REFUSED: row(
    401,
    'The ID token of this CI is not taken: {reason}.',
    'Ask the platform for a new one whose audience is the address of this registry.',
  ),
  RK_PUBLISHER_UNKNOWN: row(
    403,
    '{run} may not publish in the namespace {namespace}.',
    'Ask an owner of `{namespace}` to trust it: PUT /v1/namespaces/{namespace}/publishers.',
  ),
  RK_DEVICE_UNKNOWN: row(
    404,
    'No command waits with the code {code}.',
    'Compare it with the code that the command shows, or run `rolekit login` again: a code is good for ten minutes.',
  ),
  RK_DEVICE_PENDING: row(400, 'Nobody has signed in for this command yet.', 'Ask again after {seconds} s.'),
  RK_DEVICE_DENIED: row(403, 'The sign-in was denied.', 'Run `rolekit login` again if that was a mistake.'),
  RK_TOKEN_NOT_FOUND: row(404, 'There is no token {token}.', '{hint}'),
  RK_SCOPE_MISSING: row(403, 'The token {token} may not {scope}.', 'Use a token with the scope `{scope}`.'),
  RK_NAMESPACE_FORBIDDEN: row(
    403,
    'The token {token} has no access to the namespace {namespace}.',
    'Use a token that lists `{namespace}`, or publish under {allowed}.',
  ),
  RK_HOST_REFUSED: row(
    403,
    'The Host header names {host}, which is not this registry.',
    'Use {allowed}, or start the registry with that name among its allowed hosts.',
  ),
  RK_ORIGIN_REFUSED: row(
    403,
    'Pages of {origin} may not read this registry.',
    'Open the registry itself, or use its MCP registry API at /v0.1, which any page may read.',
  ),

  RK_REQUEST_INVALID: row(400, '{reason}', 'See /v1/openapi.json for what this route takes.'),
  RK_CURSOR_INVALID: row(400, 'This cursor belongs to another list.', 'Leave the cursor out to start again.'),
  RK_QUERY_SHORT: row(
    400,
    'The search `{query}` has no word of two letters or more.',
    'Search for at least two letters.',
  ),
  RK_MEDIA_TYPE: row(415, 'The body is {found}, expected {expected}.', 'Send the header `content-type: {expected}`.'),
  RK_ARCHIVE_TOO_LARGE: row(
    413,
    'The archive is larger than {limit} bytes.',
    'Leave out files that the plugin does not need at run time.',
  ),
  RK_BODY_TOO_LARGE: row(413, 'The body is larger than this route takes.', 'Send less.'),
  RK_UPLOAD_BROKEN: row(400, 'The upload ended early.', 'Send it again; nothing was stored.'),
  RK_FINDINGS: row(
    422,
    '{count} problem(s) in {what}; nothing was published.',
    'Fix the findings listed; each has a place and a fix.',
  ),
  RK_VERSION_CONFLICT: row(
    409,
    '{plugin} {version} exists with other content ({found}; this archive is {sent}).',
    'Published versions never change: raise the version and publish again.',
  ),
  RK_VERSION_TWIN: row(
    409,
    '{plugin} {version} has the same rank as the published {twin}.',
    'Versions that differ only after `+` have no order: raise the version.',
  ),

  RK_VERSION_WAITING: row(
    409,
    '{plugin} {version} waits for approval with other content ({found}; this archive is {sent}).',
    'Have it approved or rejected first, or raise the version and publish again.',
  ),
  RK_REVIEW_UNKNOWN: row(404, '{plugin} {version} does not wait for approval.', 'List what waits at /v1/approvals.'),
  RK_REVIEW_CLOSED: row(409, '{plugin} {version} waits no more: it is {state}.', 'List what waits at /v1/approvals.'),
  RK_PROVENANCE_BROKEN: row(
    409,
    'Where {plugin} {version} comes from cannot be shown: {reason}.',
    'Reject it, and have it sent again.',
  ),
  RK_REVIEW_CHANGED: row(
    409,
    '{plugin} {version} waits with other content ({found}) than you decided about ({sent}).',
    'Look at it again, then decide.',
  ),
  RK_SELF_APPROVAL: row(
    403,
    'You published {plugin} {version}, so somebody else has to decide about it.',
    'Ask another maintainer or owner of the namespace, or an administrator.',
  ),
  RK_APPROVER_MACHINE: row(
    403,
    'The token {token} is of a machine, and versions are approved by people.',
    'Sign in as a person: `rolekit login`.',
  ),
  RK_VERSION_QUARANTINED: row(
    410,
    '{plugin} {version} is quarantined, and served nowhere: {reason}',
    'Use another version, or ask its maintainers to lift the quarantine.',
  ),
  RK_QUARANTINE_LOCKED: row(
    403,
    'An administrator quarantined {plugin} {version}.',
    'Ask an administrator of the registry to lift it.',
  ),
  RK_VERSION_TAKEN_DOWN: row(
    410,
    '{plugin} {version} was taken down for good: {reason}',
    'Use another version; its number is not used again.',
  ),

  RK_NAMESPACE_UNKNOWN: row(
    404,
    'There is no namespace {namespace}.',
    'Publish a plugin in it, or ask an administrator of the registry for it.',
  ),
  RK_DOMAIN_UNKNOWN: row(
    404,
    'The namespace {namespace} has no domain {domain}.',
    'Add it first: `rolekit namespace {namespace} --domain {domain}`.',
  ),
  RK_MEMBER_UNKNOWN: row(
    404,
    'The {kind} {subject} is no member of the namespace {namespace}.',
    'List them at /v1/namespaces/{namespace}/members.',
  ),
  RK_PLUGIN_UNKNOWN: row(404, 'There is no plugin {plugin}.', '{hint}'),
  RK_VERSION_UNKNOWN: row(404, '{plugin} has no version or channel {version}.', '{hint}'),
  RK_SKILL_UNKNOWN: row(404, '{plugin} {version} has no skill {skill}.', '{hint}'),
  RK_CHANNEL_UNKNOWN: row(404, '{plugin} has no channel {channel}.', '{hint}'),
  RK_CHANNEL_INVALID: row(
    422,
    '{channel} is not a channel name: {reason}.',
    'Use another name, such as `beta`: a letter first, then lower-case letters, digits and single hyphens.',
  ),
  RK_ROUTE_UNKNOWN: row(404, 'There is nothing at {path}.', 'The routes are listed in /v1/openapi.json.'),

  RK_RATE_LIMITED: row(
    429,
    'Too many requests. Try again in {seconds} s.',
    'Wait {seconds} s, then repeat the request.',
  ),
  RK_GIT_SERVICE: row(
    403,
    'Only the git service `git-upload-pack` over smart HTTP is served; repositories are read-only.',
    'Clone or fetch; publish with `rolekit publish`.',
  ),
  RK_GIT_UNKNOWN: row(
    404,
    'There is no git repository at {path}.',
    'Use /git/all.git, /git/<namespace>.git or /git/<namespace>/<plugin>.git.',
  ),
  RK_GIT_MISSING: row(
    503,
    'The registry found no `git` on its machine, so it serves no repositories.',
    'Install git there; archives and the API work without it.',
  ),
  RK_BUSY: row(503, 'The registry is busy.', 'Try again in a few seconds.'),
  RK_STOPPING: row(503, 'The registry is about to stop; nothing was changed.', 'Send it again in a few seconds.'),
  RK_BODY_SLOW: row(408, 'The request body arrived too slowly.', 'Send it without a pause.'),
  RK_CLIENT_GONE: row(499, 'The client closed the connection before the response.', 'Send the request again.'),
  RK_GIT_FAILED: row(500, 'git failed: {reason}', 'Try again. If it fails again, see the registry log.'),
  RK_FEED_BUSY: row(
    503,
    'The registry has no room for another change feed.',
    'Poll /v1/changes without `Accept: text/event-stream`.',
  ),

  RK_ARCHIVE_DAMAGED: row(
    500,
    'The stored archive of {plugin} {version} is {state}, so it is not served.',
    'Publish the same content again, or restore the file from a backup: `rolekit registry verify` names it.',
  ),
  RK_DISK_FULL: row(
    507,
    'The disk of the registry is full; nothing was stored.',
    'Free space on the disk that holds the data folder, then send it again.',
  ),
  RK_DATA_READ_ONLY: row(
    503,
    'The registry cannot write to its data folder ({reason}).',
    'Make the folder and all in it writable for the user that the registry runs as.',
  ),
  RK_DATABASE_BROKEN: row(
    503,
    'The database of the registry is broken ({reason}).',
    'Stop the registry, restore its data folder from a backup and run `rolekit registry verify`.',
  ),
  RK_DATABASE_AWAY: row(
    503,
    'The database of the registry does not answer ({reason}).',
    'Start PostgreSQL, or check the way to it; the registry goes on by itself. What was not acknowledged can be sent again.',
  ),
  RK_DATABASE_REFUSED: row(
    503,
    'The database does not let the registry in ({reason}).',
    'Check user, password, name and rights of the database that the registry was started with.',
  ),
  RK_DATABASE_NEWER: row(
    503,
    'The database is of a newer registry: it has {migration}.',
    'Start it with that version of Rolekit, or a later one.',
  ),
  RK_DATABASE_BUSY: row(
    503,
    'Another program holds the database of the registry ({reason}).',
    'Close that program, then try again.',
  ),
  RK_ARCHIVES_AWAY: row(
    503,
    'The store of the archives does not answer ({reason}).',
    'Check the S3-compatible store and the way to it; the registry goes on by itself. What was not acknowledged can be sent again.',
  ),
  RK_ARCHIVES_REFUSED: row(
    503,
    'The store of the archives refuses the registry ({reason}).',
    'Check bucket, region, endpoint and credentials: `rolekit registry settings` shows where each comes from.',
  ),
  RK_STORAGE_FAILED: row(
    503,
    'The registry cannot use its data folder ({reason}).',
    'Check that the folder is complete and that its disk works.',
  ),
  RK_COPY_TARGET: row(
    409,
    'There is another registry where the copy should go ({place}).',
    'Choose an empty folder and an empty database.',
  ),
  RK_DATA_IN_USE: row(409, 'Another registry is running on {dir}.', 'Stop it, or choose another data folder.'),
  RK_DATA_MISSING: row(
    404,
    '{dir} is not the data folder of a registry.',
    'Give the data folder that `rolekit registry` uses.',
  ),
  RK_EVENTS_BROKEN: row(
    500,
    'Event {seq} {reason}: the data folder was changed from outside.',
    'Restore the data folder from a backup; `rolekit registry verify` lists every problem.',
  ),
  RK_SIGNATURE_REFUSED: row(
    422,
    'The publisher’s signature is refused: {reason}.',
    'Sign with a key of the namespace: `rolekit namespace {namespace}` lists them, and adds one with `--add-key`.',
  ),
  RK_SIGNATURE_MISSING: row(
    403,
    'The namespace {namespace} takes only versions that one of its keys signed, or that a trusted workflow publishes.',
    'Publish with `rolekit publish --sign`.',
  ),
  RK_KEY_INVALID: row(400, 'That is no Ed25519 public key.', 'Send it as SubjectPublicKeyInfo: DER in base64, or PEM.'),
  RK_SIGNING_KEY: row(503, 'The registry cannot sign: {reason}.', '{hint}'),
  RK_AUDIT_BROKEN: row(
    500,
    'Line {seq} of the audit record {reason}: the database was changed from outside, and nothing more is signed.',
    'Restore the data folder from a backup; `rolekit registry verify` lists every problem.',
  ),
  RK_OPTION: row(500, '{reason}', '{hint}'),
  RK_INTERNAL: row(
    500,
    'The registry failed unexpectedly ({reference}).',
    'Try again. If it fails again, report that reference.',
  ),
} as const satisfies Record<string, ErrorRow>;

export type RegistryErrorCode = keyof typeof ERRORS;

/** A coded error: what failed, why, and the next step. Its text goes to the client, so it never carries a secret. */
export class RegistryError<C extends RegistryErrorCode = RegistryErrorCode> extends Error {
  readonly code: RegistryErrorCode;
  readonly status: number;
  readonly fix: string;
  readonly findings: readonly Finding[] | undefined;
  /** Headers that the answer carries, such as `retry-after`. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: C,
    ...[data = {}, options = {}]: ErrorArguments<
      (typeof ERRORS)[C],
      { findings?: readonly Finding[]; headers?: Record<string, string>; cause?: unknown }
    >
  ) {
    const entry: ErrorRow = ERRORS[code];
    super(fill(entry.message, data), { cause: options.cause });
    this.name = 'RegistryError';
    this.code = code;
    this.status = entry.status;
    this.fix = fill(entry.fix, data);
    this.findings = options.findings;
    this.headers = options.headers ?? {};
  }
}
