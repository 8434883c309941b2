import type { BundleFile } from '../bundle/types.ts';
import { RolekitError } from '../errors.ts';
import type { DefinedSkill } from '../skill/define.ts';
import type { PluginManifest, RolekitExtension } from './types.ts';

export interface PluginDefinition
  extends RolekitExtension,
    Pick<PluginManifest, 'name' | 'version' | 'description'>,
    Partial<Pick<PluginManifest, 'author' | 'homepage' | 'repository' | 'license' | 'keywords'>> {
  skills?: readonly DefinedSkill[];
}

/** A plugin defined in TypeScript. */
export interface DefinedPlugin {
  readonly kind: 'plugin';
  readonly manifest: PluginManifest;
  readonly skills: readonly DefinedSkill[];
  /** The source folder that it stands for: `plugin.json` and `skills/<name>/SKILL.md`. */
  toFiles(): BundleFile[];
}

/**
 * Defines a plugin; its files are the same as those of one written by hand.
 *
 * @throws RK_DEFINITION
 */
export function definePlugin(_definition: PluginDefinition): DefinedPlugin {
  throw new RolekitError('RK_INTERNAL', { what: 'definePlugin' });
}
