import { RolekitError } from '../../errors.ts';
import { isObject } from '../../json-value.ts';
import { readAt } from '../policy/value-at.ts';
import { unexpectedAnswer } from '../request/parse-answer.ts';

const MAX_NAMES = 8;
/** Of a member; what is longer or has other letters may be somebody's data. */
const MEMBER = /^[@$]?[A-Za-z_][\w.-]{0,39}$/;

/**
 * The list at a place of a vendor's answer. A parent that is null has none: what was asked for does not exist.
 *
 * @throws RK_NOT_FOUND, RK_UPSTREAM_UNAVAILABLE with the place and the members that are there
 */
export function rowsAt(connector: string, body: unknown, place: string): readonly unknown[] {
  const rows = readAt(body, place);
  if (Array.isArray(rows)) return rows;
  const parents = place.split('.').map((_, index, keys) => keys.slice(0, index).join('.'));
  const missing = parents.find((parent) => parent !== '' && readAt(body, parent) === null);
  if (missing !== undefined)
    throw new RolekitError('RK_NOT_FOUND', {
      what: `What was asked for (the answer of ${connector} has null at ${missing})`,
      hint: 'Check the id or name.',
    });
  throw unexpectedAnswer(
    connector,
    `its answer holds no list where one is expected${place === '' ? '' : `, at ${place}`}${membersOf(body, parents)}`,
  );
}

/** What stands in the place of it, or beside it: names, never values. */
function membersOf(body: unknown, parents: readonly string[]): string {
  const [at, value] = parents
    .map((parent) => [parent, readAt(body, parent)] as const)
    .findLast(([, parent]) => isObject(parent)) ?? ['', undefined];
  if (!isObject(value)) return '';
  const names = Object.keys(value).filter((name) => MEMBER.test(name));
  const shown = names.slice(0, MAX_NAMES).join(', ');
  const more = names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : '';
  return shown === '' ? '' : `; ${at === '' ? 'it' : at} has ${shown}${more}`;
}
