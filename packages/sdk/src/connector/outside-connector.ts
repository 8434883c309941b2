import { RolekitError } from '../errors.ts';
import { isObject } from '../json-value.ts';
import type { Connector } from './connector.ts';
import type { AnyTool } from './tool.ts';

const KINDS: Readonly<Record<AnyTool['kind'], true>> = {
  list: true,
  item: true,
  write: true,
  batch: true,
  'read-results': true,
  'save-results': true,
};

/** @throws RK_DEFINITION for tools that this version cannot run, as those of SDK 0.1 are */
export function refuseOtherTools(connector: string, tools: object): void {
  for (const [name, tool] of Object.entries(tools)) {
    if (isObject(tool) && Object.hasOwn(KINDS, String(tool.kind))) continue;
    throw new RolekitError('RK_DEFINITION', {
      what: `connector ${connector}`,
      reason: `its tool ${name} was made by another version of the SDK`,
      hint: 'Build it again with this version: `rolekit build <folder>`.',
    });
  }
}

/**
 * What a module from outside exports, as a connector: its tools may come from another copy of the SDK. Undefined for anything
 * that `defineConnector` does not return.
 *
 * @throws RK_DEFINITION for tools that this version cannot run
 */
export function outsideConnector(value: unknown): Connector | undefined {
  if (!isObject(value) || value.kind !== 'connector' || !isObject(value.tools)) return undefined;
  refuseOtherTools(String(value.name), value.tools);
  return value as unknown as Connector;
}
