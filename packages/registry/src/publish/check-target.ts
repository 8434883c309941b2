import { isName, RESERVED_NAMES } from '@rolekit/sdk/internal';
import type { PluginManifest } from '@rolekit/sdk/plugin';
import semver from 'semver';
import type { Finding } from '../archive-finding.ts';

/** Where the publisher says that the archive goes. */
export interface Target {
  namespace: string;
  name: string;
}

/** The first segment of a page's path is a namespace: what we serve there, or may want to, belongs to nobody. */
const ROUTES = [
  'about',
  'account',
  'admin',
  'api',
  'approvals',
  'assets',
  'channels',
  'docs',
  'events',
  'feed',
  'healthz',
  'help',
  'login',
  'logout',
  'marketplace',
  'namespaces',
  'new',
  'plugins',
  'robots',
  'search',
  'settings',
  'skills',
  'static',
  'tokens',
  'tools',
  'versions',
];

/** Windows opens a device instead of a file of this name, whatever its extension. */
const DEVICES = /^(?:con|prn|aux|nul|com\d|lpt\d)$/;

export function isReservedNamespace(namespace: string): boolean {
  return RESERVED_NAMES.includes(namespace) || ROUTES.includes(namespace) || DEVICES.test(namespace);
}

function isReservedName(name: string): boolean {
  return RESERVED_NAMES.includes(name) || name === 'rolekit' || DEVICES.test(name);
}

/** What is wrong with the address itself, before an archive is looked at. */
export function checkTarget({ namespace, name }: Target): Finding[] {
  const findings: Finding[] = [];
  const add = (code: string, message: string, fix: string) =>
    findings.push({ code, severity: 'error', message, file: 'plugin.json', fix });
  if (!isName(namespace)) add('registry/namespace', `The namespace \`${namespace}\` is not a name.`, NAME_FIX);
  else if (isReservedNamespace(namespace))
    add('registry/reserved', `The namespace \`${namespace}\` is reserved.`, 'Choose another namespace.');
  if (!isName(name)) add('registry/name', `The plugin name \`${name}\` is not a name.`, NAME_FIX);
  else if (isReservedName(name))
    add('registry/reserved', `The plugin name \`${name}\` is reserved.`, 'Choose another name.');
  return findings;
}

const NAME_FIX = 'Use lower-case letters, digits and single hyphens, at most 64 characters.';

function isExactVersion(version: string): boolean {
  return version.length <= 128 && /^\d[0-9A-Za-z.+-]*$/.test(version) && semver.valid(version) !== null;
}

/** Where the archive's own manifest says something else than the address, or has no exact version. */
export function checkManifest(manifest: PluginManifest, target: Target): Finding[] {
  const pairs: [string, string, string][] = [
    ['namespace', manifest.extensions['dev.rolekit'].namespace, target.namespace],
    ['name', manifest.name, target.name],
  ];
  const findings: Finding[] = pairs
    .filter(([, has, wants]) => has !== wants)
    .map(([what, has, wants]) => ({
      code: `registry/${what}-mismatch`,
      severity: 'error',
      message: `The manifest's ${what} is \`${has}\`, but it is published as \`${wants}\`.`,
      file: 'plugin.json',
      fix: `Publish to \`${has}\`, or change the manifest.`,
    }));
  if (!isExactVersion(manifest.version)) {
    findings.push({
      code: 'registry/version',
      severity: 'error',
      message: `\`${manifest.version}\` is not an exact semantic version.`,
      file: 'plugin.json',
      fix: 'Use a version such as `1.4.0` or `2.0.0-beta.1`, without range signs.',
    });
  }
  return findings;
}
