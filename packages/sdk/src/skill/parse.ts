import { RolekitError } from '../errors.ts';
import type { ParsedSkill } from './types.ts';

/**
 * Reads one `SKILL.md` and reports every problem with its place.
 *
 * @param path `skills/<name>/SKILL.md`: the folder is what `name` must equal, and the file that findings name.
 */
export function parseSkill(_text: string, _path: string): ParsedSkill {
  throw new RolekitError('RK_INTERNAL', { what: 'parseSkill' });
}
