import type { SurfaceChange } from '../host/registry-wire.ts';
import type { PluginComponent } from '../plugin/components.ts';
import type { PluginManifest } from '../plugin/types.ts';
import { change } from './tools.ts';

/** What a plugin declares that a host runs beyond servers and plain skills. */
export function componentsOf({ extensions }: Pick<PluginManifest, 'extensions'>): PluginComponent[] {
  return extensions['dev.rolekit'].components ?? [];
}

/** A component that is new, or that more hosts act on, runs where nothing ran before. */
export function compareComponents(
  before: readonly PluginComponent[],
  after: readonly PluginComponent[],
): SurfaceChange[] {
  const had = new Map(before.map((component) => [keyOf(component), component]));
  const has = new Map(after.map((component) => [keyOf(component), component]));
  const changes: SurfaceChange[] = [];
  for (const [key, component] of has) {
    const was = had.get(key);
    if (was === undefined) changes.push(change('major', 'component-added', key, `The component ${key} is new.`));
    else if (isWider(was.hosts, component.hosts))
      changes.push(change('major', 'component-widened', key, `More hosts act on the component ${key}.`));
  }
  for (const key of had.keys())
    if (!has.has(key)) changes.push(change('patch', 'component-removed', key, `The component ${key} was removed.`));
  return changes;
}

/** No list of hosts is all of them. */
function isWider(before: PluginComponent['hosts'], after: PluginComponent['hosts']): boolean {
  if (before === undefined) return false;
  return after === undefined || after.some((host) => !before.includes(host));
}

function keyOf({ kind, path }: PluginComponent): string {
  return `${kind} ${path}`;
}
