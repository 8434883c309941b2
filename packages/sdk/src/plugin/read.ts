import { RolekitError } from '../errors.ts';
import type { Finding } from '../finding.ts';
import type { Skill } from '../skill/types.ts';
import type { PluginManifest } from './types.ts';

export interface PluginSource {
  manifest?: PluginManifest;
  skills: Skill[];
  findings: Finding[];
}

/** Reads a plugin's source folder and reports every problem at once; writes nothing and throws for no content. */
export async function readPlugin(_dir: string): Promise<PluginSource> {
  throw new RolekitError('RK_INTERNAL', { what: 'readPlugin' });
}
