import type { ToolEntry, ToolsFile } from '@rolekit/sdk/plugin';
import { readConnection } from '@rolekit/sdk/settings';
import { CliError } from '../errors.ts';
import { homeOf } from '../rolekit-home.ts';

/**
 * Makes sure that a tool would write to a sandbox, so that nobody has to be asked.
 *
 * @throws RK_NOT_A_SANDBOX
 */
export async function requireSandbox(entry: ToolEntry, tools: ToolsFile, env: NodeJS.ProcessEnv): Promise<void> {
  const connector = tools.connectors.find((owner) => owner.tools.includes(entry));
  if (!connector) return;
  const refuse = (state: string): never => {
    throw new CliError('RK_NOT_A_SANDBOX', { connector: connector.name, state });
  };
  // the environment comes before any profile
  const variable = connector.config.find((setting) => env[setting.env] !== undefined)?.env;
  if (variable !== undefined) return refuse(`takes its settings from the environment (${variable})`);
  const file = await readConnection(connector.name, homeOf(env));
  const profile = file && Object.hasOwn(file.profiles, file.active) ? file.profiles[file.active] : undefined;
  if (!file || !profile) return refuse('is not connected to one');
  if (!('runFile' in profile)) return refuse(`uses the profile ${file.active}`);
}
