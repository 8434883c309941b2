import type { Finding } from '@rolekit/sdk';
import { nearest } from '@rolekit/sdk/internal/texts';
import type { BaseConnector, ConnectorRef, PluginManifest, Policy } from '@rolekit/sdk/plugin';
import type { Base, OverlaySource, Pin } from './types.ts';

const OURS = ['extensions', 'dev.rolekit'];

export interface ComposedManifest {
  manifest: PluginManifest;
  pins: Map<string, Pin>;
  findings: Finding[];
}

/** The manifest of a client's plugin with what it takes of its base. */
export function composeManifest(source: Pick<OverlaySource, 'manifest' | 'place'>, base: Base): ComposedManifest {
  const own = source.manifest;
  const { 'dev.rolekit': extension, ...others } = own.extensions;
  const { 'dev.rolekit': theirs, 'com.openai': shown } = base.manifest.extensions;
  const { connectors, pins, findings } = composeConnectors(source, base);
  const policy = composePolicy(extension.policy, theirs.policy, new Set(Object.keys(connectors)));
  findings.push(...loosened(source, theirs.policy));
  const { remove = [], replace = [] } = extension.extends?.skills ?? {};
  const left = [...remove, ...replace];
  const isKept = ({ path }: { path: string }) => !left.some((name) => path.startsWith(`skills/${name}/`));
  const lists = {
    components: [...(theirs.components ?? []).filter(isKept), ...(extension.components ?? [])],
    waivers: [...(theirs.waivers ?? []).filter(isKept), ...(extension.waivers ?? [])],
  };
  const shownAs = { ...theirs.interface, ...extension.interface };
  const manifest: PluginManifest = {
    ...own,
    ...given('license', own.license ?? base.manifest.license),
    ...given('keywords', own.keywords ?? base.manifest.keywords),
    extensions: {
      ...(shown === undefined ? {} : { 'com.openai': shown }),
      ...others,
      'dev.rolekit': {
        namespace: extension.namespace,
        ...given('role', extension.role ?? theirs.role),
        ...given('extends', extension.extends),
        ...(Object.keys(connectors).length === 0 ? {} : { connectors }),
        ...given('policy', policy),
        ...(Object.keys(shownAs).length === 0 ? {} : { interface: shownAs }),
        ...(lists.components.length === 0 ? {} : { components: lists.components }),
        ...(lists.waivers.length === 0 ? {} : { waivers: lists.waivers }),
      },
    },
  };
  return { manifest, pins, findings };
}

function composeConnectors(
  { manifest, place }: Pick<OverlaySource, 'manifest' | 'place'>,
  base: Base,
): { connectors: Record<string, ConnectorRef>; pins: Map<string, Pin>; findings: Finding[] } {
  const { connectors: added = {}, extends: ref } = manifest.extensions['dev.rolekit'];
  const { connectors: theirs = {} } = base.manifest.extensions['dev.rolekit'];
  const changes = ref?.connectors ?? {};
  const findings: Finding[] = [];
  const error = (path: string[], message: string, fix: string) =>
    findings.push({ code: 'extends/connector', severity: 'error', message, ...place([...OURS, ...path]), fix });
  for (const name of Object.keys(changes).filter((name) => !Object.hasOwn(theirs, name))) {
    const near = nearest(name, Object.keys(theirs));
    const known = `It has ${Object.keys(theirs).join(', ') || 'none'}.`;
    const fix = near === undefined ? `${known} Add others in "connectors".` : `Did you mean "${near}"?`;
    error(['extends', 'connectors', name], `${base.locked.plugin} has no connector "${name}".`, fix);
  }
  const connectors: Record<string, ConnectorRef> = {};
  const pins = new Map<string, Pin>();
  for (const [name, inherited] of Object.entries(theirs)) {
    const change = Object.hasOwn(changes, name) ? changes[name] : undefined;
    if (change === false) continue;
    if (Object.hasOwn(added, name)) {
      const fix = 'Rename yours, drop that of the base with `false`, or change it in "extends"."connectors".';
      error(
        ['connectors', name],
        `${base.locked.plugin} has a connector "${name}" too, and its tools have the same names.`,
        fix,
      );
      continue;
    }
    const taken = takeConnector(name, inherited, change, base);
    if ('problem' in taken) {
      error(['extends', ...(change === undefined ? ['plugin'] : ['connectors', name])], taken.problem, taken.fix);
      continue;
    }
    connectors[name] = taken.ref;
    if (taken.pin) pins.set(name, taken.pin);
  }
  return { connectors: { ...connectors, ...added }, pins, findings };
}

type Taken = { ref: ConnectorRef; pin?: Pin | undefined } | { problem: string; fix: string };

/** A connector of the base as its client takes it. */
function takeConnector(
  name: string,
  inherited: ConnectorRef,
  change: Exclude<BaseConnector, false> | undefined,
  base: Base,
): Taken {
  const tools = given('tools', change?.tools ?? inherited.tools);
  const { plugin, version, digest } = base.locked;
  if ('url' in inherited) {
    if (change?.version === undefined) return { ref: { url: inherited.url, ...tools } };
    const problem = `The connector "${name}" of ${plugin} is a remote server, which has no versions here.`;
    return { problem, fix: 'Remove "version".' };
  }
  if ('plugin' in inherited) {
    const { plugin: joined, range } = inherited;
    if (change?.version !== undefined) return { ref: { plugin: joined, range: change.version, ...tools } };
    const locked = base.lock?.connectors[name];
    return {
      ref: { plugin: joined, range, ...tools },
      pin: locked && { version: locked.version, digest: locked.digest },
    };
  }
  // a plugin of one connector's own code carries it for others
  if (base.files.some(({ path }) => path === 'connector.mjs')) {
    if (change?.version === undefined) return { ref: { plugin, range: version, ...tools }, pin: { version, digest } };
    return {
      problem: `The connector "${name}" is part of ${plugin} ${version}.`,
      fix: 'Change the range of the base.',
    };
  }
  return {
    problem: `The connector "${name}" is code inside ${plugin}, which no other plugin can join.`,
    fix: `Drop it with \`"${name}": false\` in "extends"."connectors"; its author can publish it as a plugin of its own.`,
  };
}

/** The stricter of both. What the base denies of a connector that is dropped is denied to nobody. */
function composePolicy(
  own: Policy | undefined,
  theirs: Policy | undefined,
  connectors: ReadonlySet<string>,
): Policy | undefined {
  const isThere = (tool: string) => connectors.has(tool.split('_')[0] ?? tool);
  const denyTools = [...new Set([...(own?.denyTools ?? []), ...(theirs?.denyTools ?? []).filter(isThere)])];
  const writes = [own?.writes, theirs?.writes].includes('deny') ? 'deny' : (own?.writes ?? theirs?.writes);
  const policy = { ...given('writes', writes), ...(denyTools.length === 0 ? {} : { denyTools }) };
  return Object.keys(policy).length === 0 ? undefined : policy;
}

function loosened(
  { manifest, place }: Pick<OverlaySource, 'manifest' | 'place'>,
  theirs: Policy | undefined,
): Finding[] {
  const own = manifest.extensions['dev.rolekit'].policy;
  if (own?.writes !== 'confirm' || theirs?.writes !== 'deny') return [];
  const message = 'The base denies writes; a plugin that follows it cannot allow them.';
  return [
    {
      code: 'extends/policy',
      severity: 'error',
      message,
      ...place([...OURS, 'policy', 'writes']),
      fix: 'Remove "writes".',
    },
  ];
}

function given<K extends string, V>(key: K, value: V | undefined): { [key in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [key in K]?: V });
}
