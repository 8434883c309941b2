import { RolekitError } from '../errors.ts';
import type { Connector } from './connector.ts';
import type { AnyTool } from './tool.ts';

const KINDS = {
  list: true,
  item: true,
  write: true,
  batch: true,
  'read-results': true,
  'save-results': true,
} satisfies Record<AnyTool['kind'], true>;

/**
 * Refuses a connector from outside whose tools another version of the SDK made: their form is that version's own.
 *
 * @throws RK_DEFINITION
 */
export function checkTools({ name, tools }: Connector): void {
  const foreign = Object.values(tools).find(({ kind }) => !Object.hasOwn(KINDS, kind));
  if (foreign === undefined) return;
  throw new RolekitError('RK_DEFINITION', {
    what: `Connector ${name}`,
    reason: `its tool ${foreign.name} was made by another version of the SDK`,
    hint: 'Build it again with this version: `rolekit build <folder>`.',
  });
}
