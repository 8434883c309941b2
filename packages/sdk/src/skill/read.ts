import { RolekitError } from '../errors.ts';
import type { Finding } from '../finding.ts';
import type { Skill } from './types.ts';

/** Reads `skills/<name>/SKILL.md` below a plugin's folder; no `skills/` folder is no skill. */
export async function readSkills(_dir: string): Promise<{ skills: Skill[]; findings: Finding[] }> {
  throw new RolekitError('RK_INTERNAL', { what: 'readSkills' });
}
