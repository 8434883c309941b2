import { RolekitError } from '../errors.ts';
import type { DefinedSkill } from '../skill/define.ts';
import { problemsOf } from '../tree/schema-issues.ts';
import type { BundleFile } from '../tree/types.ts';
import { manifestSchema, PLUGIN_SCHEMA } from './schema.ts';
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
 * @throws RK_DEFINITION naming every problem of the manifest
 */
export function definePlugin(definition: PluginDefinition): DefinedPlugin {
  const {
    skills = [],
    name,
    version,
    description,
    author,
    homepage,
    repository,
    license,
    keywords,
    ...extension
  } = definition;
  const optional = { author, homepage, repository, license, keywords };
  const manifest = {
    $schema: PLUGIN_SCHEMA,
    name,
    version,
    description,
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
    extensions: { 'dev.rolekit': extension },
  } as PluginManifest;
  const reasons = [...manifestReasons(manifest), ...twice(skills)];
  if (reasons.length > 0) {
    throw new RolekitError('RK_DEFINITION', {
      what: `plugin ${name}`,
      reason: reasons.join(' '),
      hint: 'Correct the definition.',
    });
  }
  return { kind: 'plugin', manifest, skills, toFiles: () => filesOf(manifest, skills) };
}

function manifestReasons(manifest: PluginManifest): string[] {
  const result = manifestSchema.safeParse(manifest);
  if (result.success) return [];
  const problems = problemsOf(result.error, manifestSchema, manifest, 'manifest');
  return problems
    .filter(({ severity }) => severity === 'error')
    .map(({ message, fix }) => [message, fix].filter(Boolean).join(' '));
}

function twice(skills: readonly DefinedSkill[]): string[] {
  const names = skills.map((skill) => skill.name);
  const again = names.filter((name, index) => names.indexOf(name) !== index);
  return [...new Set(again)].map((name) => `Two skills are named "${name}".`);
}

function filesOf(manifest: PluginManifest, skills: readonly DefinedSkill[]): BundleFile[] {
  const file = (path: string, text: string) => ({ path, bytes: new TextEncoder().encode(text) });
  return [
    file('plugin.json', `${JSON.stringify(manifest, null, 2)}\n`),
    ...skills.map((skill) => file(`skills/${skill.name}/SKILL.md`, skill.toSkillMarkdown())),
  ];
}
