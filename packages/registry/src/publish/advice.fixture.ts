import type { PluginManifest } from '@rolekit/sdk/plugin';
import type { Finding } from '../archive-finding.ts';
import { checkManifest, checkTarget } from './check-target.ts';

/** A finding about the address that a plugin is published to, and the same with its advice followed. */
export interface TargetAdvice {
  code: string;
  fix: string;
  wrong: readonly Finding[];
  followed: readonly Finding[];
}

const NAME = 'Use lower-case letters, digits and single hyphens, at most 64 characters.';
const RIGHT = { namespace: 'acme', name: 'sales' };

function manifest(namespace: string, name: string, version = '1.4.0'): PluginManifest {
  return {
    $schema: 'https://agent-plugins.org/schemas/1.0.0/plugin.schema.json',
    name,
    version,
    description: 'Everything a seller needs.',
    extensions: { 'dev.rolekit': { namespace } },
  };
}

export const TARGET_ADVICE: readonly TargetAdvice[] = [
  {
    code: 'registry/namespace',
    fix: NAME,
    wrong: checkTarget({ namespace: 'Acme_Inc', name: 'sales' }),
    followed: checkTarget({ namespace: 'acme-inc', name: 'sales' }),
  },
  {
    code: 'registry/name',
    fix: NAME,
    wrong: checkTarget({ namespace: 'acme', name: 'x'.repeat(65) }),
    followed: checkTarget({ namespace: 'acme', name: 'x'.repeat(64) }),
  },
  {
    code: 'registry/reserved',
    fix: 'Choose another namespace.',
    wrong: checkTarget({ namespace: 'docs', name: 'sales' }),
    followed: checkTarget(RIGHT),
  },
  {
    code: 'registry/reserved',
    fix: 'Choose another name.',
    wrong: checkTarget({ namespace: 'acme', name: 'rolekit' }),
    followed: checkTarget(RIGHT),
  },
  {
    code: 'registry/namespace-mismatch',
    fix: 'Publish to `beta`, or change the manifest.',
    wrong: checkManifest(manifest('beta', 'sales'), RIGHT),
    followed: checkManifest(manifest('beta', 'sales'), { namespace: 'beta', name: 'sales' }),
  },
  {
    code: 'registry/name-mismatch',
    fix: 'Publish to `crm`, or change the manifest.',
    wrong: checkManifest(manifest('acme', 'crm'), RIGHT),
    followed: checkManifest(manifest('acme', 'sales'), RIGHT),
  },
  {
    code: 'registry/version',
    fix: 'Use a version such as `1.4.0` or `2.0.0-beta.1`, without range signs.',
    wrong: checkManifest(manifest('acme', 'sales', '^1.4'), RIGHT),
    followed: [
      ...checkManifest(manifest('acme', 'sales', '1.4.0'), RIGHT),
      ...checkManifest(manifest('acme', 'sales', '2.0.0-beta.1'), RIGHT),
    ],
  },
];
