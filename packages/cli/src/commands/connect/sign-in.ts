import { spawn } from 'node:child_process';
import { signIn } from '@rolekit/sdk/serve';
import type { CommandContext } from '../../command.ts';
import { usageError } from '../../errors.ts';
import { homeOf } from '../../home.ts';
import type { FoundConnector } from './find.ts';

/**
 * Signs a person in at the vendor. The address is always printed: a browser may be on another screen, or none here.
 *
 * @throws RK_USAGE without the connector's code; RK_AUTH_EXPIRED, RK_TIMEOUT
 */
export async function signInWith(
  { name, connector }: FoundConnector,
  values: Record<string, string>,
  context: CommandContext,
): Promise<Record<string, string>> {
  if (!connector) throw usageError(`The code of ${name} is not here.`, 'Name the plugin that has it: --from <plugin>.');
  const open = (url: string) => {
    context.progress.clear();
    context.stderr.write(`Sign in at\n  ${url}\n`);
    if (context.interactive && new URL(url).protocol === 'https:') openBrowser(url);
  };
  return signIn(connector, values, { open, signal: context.signal }, { home: homeOf(context.env) });
}

/** Without a shell: the address is the connector's, and would be read by it. */
function openBrowser(url: string): void {
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['rundll32', 'url.dll,FileProtocolHandler', url]
        : ['xdg-open', url];
  const child = spawn(command ?? '', args, { stdio: 'ignore', detached: true });
  // the address is printed: a machine without a browser is no failure
  child.once('error', () => {});
  child.unref();
}
