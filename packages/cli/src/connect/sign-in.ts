import type { Browser, ShownCode } from '@rolekit/sdk';
import { signIn } from '@rolekit/sdk/serve';
import { resolveSettings } from '@rolekit/sdk/settings';
import type { CommandContext } from '../command.ts';
import { usageError } from '../errors.ts';
import { openBrowser } from '../open-browser.ts';
import { homeOf } from '../rolekit-home.ts';
import type { FoundConnector } from './find-connector.ts';
import { sourceOf } from './profile-source.ts';
import type { Profile } from './try-profile.ts';

/** Before anything is asked for. @throws RK_USAGE without the connector's code, or where it has no sign-in */
export function needSignIn({ name, connector }: FoundConnector): void {
  if (!connector) throw usageError(`The code of ${name} was not found.`, 'Name its plugin: --from <plugin>.');
  if (connector.connection.signIn) return;
  throw usageError(`${name} does not support sign-in.`, `Run \`rolekit connect ${name}\` and enter its settings.`);
}

/** What is left to ask for before a sign-in. */
export function withoutBrought(found: FoundConnector): FoundConnector {
  const brings: readonly string[] = found.connector?.connection.brings ?? [];
  return { ...found, fields: found.fields.filter((field) => !brings.includes(field.name)) };
}

/**
 * Signs a person in at the vendor. The address is always printed: a browser may be on another screen, or none here.
 *
 * @param device with a code that is entered on another device
 * @throws RK_SIGN_IN, RK_UPSTREAM_UNAVAILABLE
 */
export async function signInWith(
  found: FoundConnector,
  profile: Profile,
  device: boolean,
  context: CommandContext,
): Promise<Record<string, string>> {
  const { name, connector } = found;
  if (!connector) return {};
  const { values, localOrigins } = await sourceOf(name, profile);
  const write = (text: string) => {
    context.progress.clear();
    context.stderr.write(text);
  };
  const open = (url: string) => {
    write(`Sign in at\n  ${url}\n`);
    if (context.interactive && isOpenable(url, localOrigins)) openBrowser(url);
  };
  const showCode = ({ url, code, urlWithCode, seconds }: ShownCode) => {
    const shortcut = urlWithCode ? `, or open\n  ${urlWithCode}` : '';
    write(
      `On any device, open\n  ${url}\nand enter ${code}${shortcut}\nThe code is valid for ${Math.floor(seconds / 60)} min.\n`,
    );
  };
  const browser: Browser = { open, signal: context.signal, ...(device ? { showCode } : {}) };
  return signIn(connector, values, browser, { home: homeOf(context.env), localOrigins });
}

/**
 * The settings that are saved already, for signing in again: what was registered or given before need not be given twice.
 * Nothing where settings are given now, so that those of two sources never meet.
 */
export async function savedValues(
  { name, connector }: FoundConnector,
  profile: string,
  home: string,
  context: CommandContext,
): Promise<Record<string, string>> {
  if (!connector || context.rest.some((word) => word === '--set' || word.startsWith('--set='))) return {};
  const before = await resolveSettings(name, connector.connection.config, { env: context.env, home, profile }).catch(
    () => null,
  );
  if (before?.environment !== 'production') return {};
  return Object.fromEntries(
    Object.entries(before.config).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** A vendor's page, or that of a sandbox which runs here. */
function isOpenable(url: string, localOrigins: readonly string[]): boolean {
  const { protocol, origin } = new URL(url);
  return protocol === 'https:' || localOrigins.includes(origin);
}
