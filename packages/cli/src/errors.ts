import type { Finding } from '@rolekit/sdk';
import { type ErrorArguments, fill } from '@rolekit/sdk/internal/texts';

interface ErrorRow<Message extends string = string, Fix extends string = string> {
  message: Message;
  fix: Fix;
}

function row<M extends string, F extends string>(message: M, fix: F): ErrorRow<M, F> {
  return { message, fix };
}

/**
 * What the command itself can end in, beside the SDK's table. `{name}` in a template is filled from the error's data; the
 * exit code of each is in `exit.ts`.
 */
export const CLI_ERRORS = {
  RK_USAGE: row('{reason}', '{hint}'),
  RK_COMMAND_UNKNOWN: row('Unknown command {command}.', '{hint}'),
  RK_SANDBOX_UNKNOWN: row('{name} has no sandbox.', '{hint}'),
  RK_NO_REGISTRY: row(
    'No registry given, and no demo is running here.',
    'Use --registry <url> or ROLEKIT_REGISTRY, or run `rolekit demo`.',
  ),
  RK_REGISTRY_KEY: row('{url} may not be the registry that it was: {reason}.', '{hint}'),
  RK_VERSION_TAKEN: row(
    '{plugin} {version} is already published with different content.',
    'Published versions never change: say what changed with `rolekit version add`, then run `rolekit version`.',
  ),
  RK_COMPONENTS: row(
    '{plugin} has components that run on this machine, and nobody accepted them: {components}.',
    'Review them, then use --accept-components.',
  ),
  RK_NOT_A_SANDBOX: row(
    '`--approve` is for writes to a sandbox, and {connector} {state}.',
    'Run `rolekit connect {connector} --sandbox`, or leave `--approve` out and answer on a terminal.',
  ),
  RK_YANKED: row('{plugin} was yanked: {reason}', '{hint}'),
  RK_WITHHELD: row('{plugin} may not be used, it is {reason}.', '{hint}'),
  RK_HOST_MISSING: row('{reason}', '{hint}'),
  RK_HOST_ASKS: row('{host} asks {question}, and this is not a terminal.', '{hint}'),
  RK_HOST_FAILED: row('{command} failed: {reason}', 'Run it yourself to see what {host} needs.'),
  RK_HOST_CANNOT: row('{host} has no command to {change} a plugin.', '{hint}'),
  RK_NOT_INSTALLED: row('Rolekit installed no {plugin} in {where}.', '{hint}'),
  RK_EXISTS: row('{path} already exists.', '{hint}'),
  RK_PORT_TAKEN: row('Port {port} on {host} is in use.', 'Use another --port; 0 picks a free one.'),
  RK_SERVER: row('The plugin’s server did not start: {reason}', '{hint}'),
  RK_NO_CONNECTOR: row('{file} exports no connector.', 'Add `export default defineConnector(…)`.'),
  RK_TOOL_UNKNOWN: row('The plugin has no tool {tool}.', '{hint}'),
  RK_CONNECTOR_UNKNOWN: row('Unknown connector {name}.', '{hint}'),
  RK_SANDBOX_STOPPED: row(
    'The {connector} sandbox is not running here.',
    'Run `rolekit sandbox {connector}`, or pass its run file with --run-file.',
  ),
  RK_PACKAGE_MISSING: row('`{command}` needs {package}, which is {state}.', '{hint}'),
  RK_FOLDER_TAKEN: row('{dir} is not empty.', 'Choose another folder with --dir.'),
  RK_MODEL_KEY: row('{endpoint} refuses the key: {reason}', '{hint}'),
  RK_MODEL_REFUSED: row(
    '{endpoint} does not run {model}: {reason}',
    'Check --endpoint, --model and --provider against the pages of that endpoint.',
  ),
  RK_EVAL_PLAYBOOK: row(
    '{file}:{line}:{column} does not hold in the sandbox, so no answer can be graded by it: {reason}',
    'Run `rolekit test {plugin} --playbook {playbook}` and correct the playbook.',
  ),
  RK_INTERRUPTED: row('{reason}', '{hint}'),
  RK_UNEXPECTED: row('{reason}', 'This is a bug in rolekit: report it with the output of ROLEKIT_DEBUG=1.'),
} as const satisfies Record<string, ErrorRow>;

export type CliErrorCode = keyof typeof CLI_ERRORS;

/** A coded error of the command: what failed, and the next step. */
export class CliError<C extends CliErrorCode = CliErrorCode> extends Error {
  readonly code: CliErrorCode;
  readonly fix: string;
  readonly findings: readonly Finding[] | undefined;

  constructor(
    code: C,
    ...[data = {}, options = {}]: ErrorArguments<
      (typeof CLI_ERRORS)[C],
      { findings?: readonly Finding[]; cause?: unknown }
    >
  ) {
    const entry: ErrorRow = CLI_ERRORS[code];
    super(fill(entry.message, data), { cause: options.cause });
    this.name = 'CliError';
    this.code = code;
    this.fix = fill(entry.fix, data);
    this.findings = options.findings;
  }
}

/** A wrong command line: exit code 2. */
export function usageError(reason: string, hint: string): CliError {
  return new CliError('RK_USAGE', { reason, hint });
}

/** A question that a person answered with Ctrl-C: exit code 130. */
export function interrupted(reason: string, hint: string): CliError {
  return new CliError('RK_INTERRUPTED', { reason, hint });
}
