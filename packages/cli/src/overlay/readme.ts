import type { PluginManifest, SkillOrigin } from '@rolekit/sdk/plugin';
import type { Base } from './types.ts';

/** What a client's plugin is, for one that has no text of its own. */
export function readmeOf(
  manifest: PluginManifest,
  { locked, manifest: base }: Base,
  origins: Record<string, SkillOrigin>,
): string {
  const { namespace, interface: shown, policy, connectors = {} } = manifest.extensions['dev.rolekit'];
  const theirs = Object.keys(base.extensions['dev.rolekit'].connectors ?? {});
  const skills = (from: SkillOrigin['from']) =>
    Object.keys(origins)
      .filter((name) => origins[name]?.from === from)
      .toSorted();
  const rows: [string, readonly string[]][] = [
    ['Skills of the base', skills('base')],
    ['Amended skills', skills('amended')],
    ['Replaced skills', skills('replaced')],
    ['Own skills', skills('client')],
    ['Left out skills', skills('removed')],
    ['Left out connectors', theirs.filter((name) => !Object.hasOwn(connectors, name))],
    ['Own connectors', Object.keys(connectors).filter((name) => !theirs.includes(name))],
  ];
  const lines = rows.filter(([, names]) => names.length > 0).map(([what, names]) => `- ${what}: ${names.join(', ')}`);
  return [
    `# ${shown?.displayName ?? manifest.name}`,
    manifest.description,
    `\`${namespace}/${manifest.name}\` follows \`${locked.plugin}\` ${locked.version}.`,
    [...lines, ...(policy?.writes === 'deny' ? ['- Writes: denied'] : [])].join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}
