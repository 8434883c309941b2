import { digestOf } from '../digest/digest.ts';
import type { SurfaceChange, SurfaceReport } from '../host/registry-wire.ts';
import type { PluginComponent } from '../plugin/components.ts';
import type { PluginManifest, ToolsFile } from '../plugin/types.ts';
import type { BundleFile } from '../tree/types.ts';
import { compareComponents, componentsOf } from './components.ts';
import { compareFolders } from './folders.ts';
import { change, compareTools } from './tools.ts';
import { STEP } from './version-step.ts';

/** What those who use a version of a plugin rely on. */
export interface Surface {
  tools: ToolsFile;
  components: readonly PluginComponent[];
  skills: readonly { name: string; digest: string }[];
}

/** A published version that a new one is compared with. */
export interface Baseline extends Surface {
  version: string;
}

/** What users of a bundle rely on. */
export function surfaceOf(bundle: {
  manifest: PluginManifest;
  tools: ToolsFile;
  files: readonly BundleFile[];
}): Surface {
  const skills = bundle.files.flatMap(({ path, bytes }) => {
    const name = /^skills\/([^/]+)\/SKILL\.md$/.exec(path)?.[1];
    return name === undefined ? [] : [{ name, digest: digestOf(bytes) }];
  });
  return { tools: bundle.tools, components: componentsOf(bundle.manifest), skills };
}

/** What the new version changed for those who use the published one. */
export function compareSurface(before: Baseline, after: Surface): SurfaceReport {
  const changes = [
    ...compareTools(before.tools, after.tools),
    ...compareHosts(before.tools, after.tools),
    ...compareFolders(before.tools, after.tools),
    ...compareComponents(before.components, after.components),
    ...compareSettings(before.tools, after.tools),
    ...compareSkills(before.skills, after.skills),
  ].sort((a, b) => STEP[b.level] - STEP[a.level]);
  return {
    comparedWith: before.version,
    level: changes[0]?.level ?? 'patch',
    instructionsChanged: changes.some(({ instructions }) => instructions),
    changes,
  };
}

function compareHosts(before: ToolsFile, after: ToolsFile): SurfaceChange[] {
  const had = new Set(hostsOf(before));
  const has = new Set(hostsOf(after));
  return [
    ...[...has]
      .filter((host) => !had.has(host))
      .map((host) => change('major', 'host-added', host, `The network host ${host} is new.`)),
    ...[...had]
      .filter((host) => !has.has(host))
      .map((host) => change('patch', 'host-removed', host, `The network host ${host} is no longer reached.`)),
  ];
}

/** Network hosts of all connectors, sorted. */
export function hostsOf(tools: ToolsFile): string[] {
  return [...new Set(tools.connectors.flatMap((connector) => connector.hosts))].sort();
}

function compareSettings(before: ToolsFile, after: ToolsFile): SurfaceChange[] {
  const known = new Set(before.connectors.map(({ name }) => name));
  const had = settingsOf(before.connectors);
  // A connector that is new altogether brings its settings with its tools: nobody relied on it without them.
  return [...settingsOf(after.connectors.filter(({ name }) => known.has(name)))].flatMap(([name, required]) => {
    if (required && had.get(name) !== true)
      return [change('major', 'setting-required', name, `The setting ${name} is required now.`)];
    return had.has(name) ? [] : [change('minor', 'setting-added', name, `The optional setting ${name} is new.`)];
  });
}

function settingsOf(connectors: ToolsFile['connectors']): Map<string, boolean> {
  return new Map(
    connectors.flatMap(({ name, config }) => config.map((field) => [`${name}.${field.name}`, field.required] as const)),
  );
}

function compareSkills(before: Surface['skills'], after: Surface['skills']): SurfaceChange[] {
  const had = new Map(before.map(({ name, digest }) => [name, digest]));
  const has = new Map(after.map(({ name, digest }) => [name, digest]));
  const changes: SurfaceChange[] = [];
  for (const [name, digest] of has) {
    const was = had.get(name);
    if (was === undefined) changes.push(change('patch', 'skill-added', name, `The skill ${name} is new.`, true));
    else if (was !== digest)
      changes.push(change('patch', 'instructions-changed', name, `Instructions of the skill ${name} changed.`, true));
  }
  for (const name of had.keys())
    if (!has.has(name)) changes.push(change('patch', 'skill-removed', name, `The skill ${name} was removed.`, true));
  return changes;
}
