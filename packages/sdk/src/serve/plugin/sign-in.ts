import type { Browser } from '../../auth/browser.ts';
import type { Connector } from '../../connector/connector.ts';
import { RolekitError } from '../../errors.ts';
import { type Settings, settingsOf } from '../../settings/settings.ts';
import { httpClients, type OpenOptions } from './connection-http.ts';

/**
 * Signs a person in, where the connector can. Answers the settings to keep beside those given.
 *
 * @throws RK_INVALID_REQUEST for a connector without a sign-in; RK_SIGN_IN, RK_UPSTREAM_UNAVAILABLE, RK_CANCELLED
 */
export async function signIn(
  connector: Connector,
  values: Record<string, string>,
  browser: Browser,
  options: OpenOptions & Partial<Pick<Settings, 'localOrigins'>> = {},
): Promise<Record<string, string>> {
  const { config: fields, signIn: ask, brings = [] } = connector.connection;
  if (!ask)
    throw new RolekitError('RK_INVALID_REQUEST', {
      reason: `${connector.name} has no sign-in with a browser.`,
      hint: 'Give its settings instead.',
    });
  const given = Object.entries(fields).filter(([name]) => !brings.includes(name));
  const { config } = settingsOf(connector.name, Object.fromEntries(given), { values, source: 'what was given' });
  const http = httpClients(connector, { config, localOrigins: options.localOrigins ?? [] }, options);
  const brought = await ask({ connector: connector.name, config, http }, browser);
  return Object.fromEntries(
    Object.entries(brought).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
