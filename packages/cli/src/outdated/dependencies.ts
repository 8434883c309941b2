import type { Lock, PluginManifest } from '@rolekit/sdk/plugin';

/** What a plugin is built from: its base, and the published connectors that it joins. */
export interface Dependency {
  kind: 'base' | 'connector';
  /** `namespace/name` */
  plugin: string;
  range: string;
  /** The version of the lock; null where none of it was built yet. */
  locked: string | null;
}

/** Those of a source, the base first; connectors that the base brings are in the lock alone. */
export function dependenciesOf({ extensions }: PluginManifest, lock: Lock | undefined): Dependency[] {
  const { extends: base, connectors = {} } = extensions['dev.rolekit'];
  const named = Object.entries(connectors).flatMap(([name, ref]) => ('plugin' in ref ? [[name, ref] as const] : []));
  const brought = base === undefined ? [] : Object.entries(lock?.connectors ?? {});
  const joined = new Map([...brought, ...named]);
  return [
    ...(base === undefined ? [] : [dependency('base', base, lock?.base)]),
    ...[...joined].map(([name, ref]) => dependency('connector', ref, lock?.connectors[name])),
  ];
}

function dependency(
  kind: Dependency['kind'],
  { plugin, range }: { plugin: string; range: string },
  locked: { plugin: string; version: string } | undefined,
): Dependency {
  return { kind, plugin, range, locked: locked?.plugin === plugin ? locked.version : null };
}
