import type { ErrorCode } from '@rolekit/sdk';
import type { CliErrorCode } from './errors.ts';

/** What the exit code of `rolekit` says. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  notAllowed: 3,
  unreachable: 4,
  conflict: 5,
  interrupted: 130,
} as const;

/** The table of exit codes on the page of the command. */
export const EXIT_MEANING: Record<keyof typeof EXIT, string> = {
  done: 'done',
  failed: 'findings, failed tests, or any other failure',
  usage: 'the command line is wrong',
  notAllowed: 'not allowed: no token, no connection, no approval, or a policy denies it',
  unreachable: 'a server is down, overloaded or too slow; try again',
  conflict: 'the version, folder or port is taken',
  interrupted: 'stopped by Ctrl-C before it finished',
};

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What keeps `rolekit registry` from starting; asked over HTTP they would be a server's failure. */
const EXIT_OF_START: Record<string, ExitCode> = {
  RK_EVENTS_BROKEN: EXIT.failed,
  RK_DATABASE_BROKEN: EXIT.failed,
  RK_DATA_READ_ONLY: EXIT.notAllowed,
  RK_SIGNING_KEY: EXIT.failed,
  RK_OPTION: EXIT.usage,
};

/** The exit code of every coded error; codes of a registry's own table come with an HTTP status instead. */
const EXIT_OF: Record<ErrorCode | CliErrorCode, ExitCode> = {
  RK_NOT_CONNECTED: EXIT.notAllowed,
  RK_SEALED: EXIT.notAllowed,
  RK_KEYCHAIN: EXIT.notAllowed,
  RK_AUTH_EXPIRED: EXIT.notAllowed,
  RK_SIGN_IN: EXIT.notAllowed,
  RK_FORBIDDEN: EXIT.notAllowed,
  RK_OUT_OF_REACH: EXIT.notAllowed,
  RK_NOT_FOUND: EXIT.failed,
  RK_INVALID_REQUEST: EXIT.usage,
  RK_CONFLICT: EXIT.conflict,
  RK_WRITE_UNKNOWN: EXIT.conflict,
  RK_BATCH_OPEN: EXIT.conflict,
  RK_PAGES_RESET: EXIT.failed,
  RK_RATE_LIMITED: EXIT.unreachable,
  RK_TOO_LARGE: EXIT.failed,
  RK_TIMEOUT: EXIT.unreachable,
  RK_CANCELLED: EXIT.failed,
  RK_UPSTREAM_UNAVAILABLE: EXIT.unreachable,
  RK_APPROVAL_REQUIRED: EXIT.notAllowed,
  RK_APPROVAL_LINK: EXIT.notAllowed,
  RK_APPROVAL_REFUSED: EXIT.notAllowed,
  RK_POLICY_DENIED: EXIT.notAllowed,
  RK_POLICY_REFUSED: EXIT.notAllowed,
  RK_TOOL_OFF: EXIT.notAllowed,
  RK_UNKNOWN_TOOL: EXIT.usage,
  RK_OPERATOR: EXIT.failed,
  RK_INTERNAL: EXIT.failed,
  RK_DEFINITION: EXIT.failed,
  RK_FINDINGS: EXIT.failed,
  RK_FILE: EXIT.failed,
  RK_ARCHIVE: EXIT.failed,
  RK_DIGEST_MISMATCH: EXIT.failed,
  RK_SIGNATURE_INVALID: EXIT.failed,
  RK_UNRESOLVED: EXIT.failed,
  RK_UNREACHABLE: EXIT.unreachable,
  RK_REGISTRY: EXIT.failed,
  RK_TOOL_FAILED: EXIT.failed,
  RK_USAGE: EXIT.usage,
  RK_COMMAND_UNKNOWN: EXIT.usage,
  RK_SANDBOX_UNKNOWN: EXIT.usage,
  RK_NO_REGISTRY: EXIT.usage,
  RK_REGISTRY_KEY: EXIT.notAllowed,
  RK_VERSION_TAKEN: EXIT.conflict,
  RK_COMPONENTS: EXIT.notAllowed,
  RK_NOT_A_SANDBOX: EXIT.notAllowed,
  RK_YANKED: EXIT.notAllowed,
  RK_WITHHELD: EXIT.notAllowed,
  RK_HOST_MISSING: EXIT.failed,
  RK_HOST_ASKS: EXIT.notAllowed,
  RK_HOST_FAILED: EXIT.failed,
  RK_HOST_CANNOT: EXIT.failed,
  RK_NOT_INSTALLED: EXIT.failed,
  RK_EXISTS: EXIT.conflict,
  RK_PORT_TAKEN: EXIT.conflict,
  RK_SERVER: EXIT.failed,
  RK_NO_CONNECTOR: EXIT.failed,
  RK_TOOL_UNKNOWN: EXIT.usage,
  RK_CONNECTOR_UNKNOWN: EXIT.usage,
  RK_SANDBOX_STOPPED: EXIT.unreachable,
  RK_PACKAGE_MISSING: EXIT.failed,
  RK_FOLDER_TAKEN: EXIT.conflict,
  RK_MODEL_KEY: EXIT.notAllowed,
  RK_MODEL_REFUSED: EXIT.failed,
  RK_EVAL_PLAYBOOK: EXIT.failed,
  RK_INTERRUPTED: EXIT.interrupted,
  RK_UNEXPECTED: EXIT.failed,
};

/** The exit code for an error that ended a command. */
export function exitCodeOf(error: { code: string; status?: number | undefined }): ExitCode {
  const start = EXIT_OF_START[error.code];
  if (start !== undefined) return start;
  if (error.status !== undefined) return exitOfStatus(error.status);
  return (EXIT_OF as Record<string, ExitCode>)[error.code] ?? EXIT.failed;
}

function exitOfStatus(status: number): ExitCode {
  if (status === 401 || status === 403) return EXIT.notAllowed;
  if (status === 409) return EXIT.conflict;
  if (status === 429 || status >= 500) return EXIT.unreachable;
  return EXIT.failed;
}
