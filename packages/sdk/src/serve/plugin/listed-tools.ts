import type { ToolDefinition } from '../../connector/description-types.ts';
import { RolekitError } from '../../errors.ts';
import type { OwnPolicy } from './machine-policy.ts';
import type { ServedConnector, ServedPlugin } from './types.ts';

export interface ListedTool {
  definition: ToolDefinition;
  isRead: boolean;
  connector: ServedConnector;
}

/**
 * The tools of a plugin's connectors that are switched on, by the plugin or on this machine, and denied by neither, in a fixed
 * order.
 *
 * @throws RK_DEFINITION when a raw tool takes the name of another
 */
export function listedTools(
  { name: plugin, connectors, policy, rawTools = [] }: ServedPlugin,
  own?: OwnPolicy,
): ListedTool[] {
  const denied = new Set(policy?.denyTools ?? []);
  const writesDenied = policy?.writes === 'deny';
  const listed = connectors.flatMap((connector) =>
    connector.description.tools.flatMap(({ access, enabled, definition }) => {
      const isRead = access === 'read';
      const isOn = enabled || own?.enabled(definition.name) === true;
      if (!isOn || denied.has(definition.name) || (writesDenied && !isRead)) return [];
      if (own?.denied(definition.name, access)) return [];
      return [{ definition, isRead, connector }];
    }),
  );
  const taken = new Set(listed.map(({ definition }) => definition.name));
  for (const { definition } of rawTools) {
    const reason = `two tools are named ${definition.name}`;
    if (taken.has(definition.name))
      throw new RolekitError('RK_DEFINITION', { what: `plugin ${plugin}`, reason, hint: 'Rename one.' });
    taken.add(definition.name);
  }
  return listed;
}
