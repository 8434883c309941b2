// The options that several commands share. This file imports nothing: `--help` loads it.

/** For every command. */
export const jsonOption = { json: { type: 'boolean', description: 'Print one JSON document' } } as const;

/** For commands that read from a registry. */
export const registryOption = {
  registry: {
    type: 'string',
    valueHint: 'url',
    description: 'Address of the registry (default: ROLEKIT_REGISTRY, else the running demo)',
  },
} as const;

/** For commands that change a registry. */
export const tokenFileOption = {
  'token-file': { type: 'string', valueHint: 'file', description: 'File with the token (default: ROLEKIT_TOKEN)' },
} as const;

/** For commands that make versions. */
export const releaseOptions = {
  plugin: {
    type: 'string',
    valueHint: 'name|dir',
    description: 'Plugin to release (default: the one in this folder, else all); may be repeated',
  },
  since: {
    type: 'string',
    valueHint: 'archive|dir',
    description: 'Archive or built folder to compare with, in the place of the registry; may be repeated',
  },
  pre: { type: 'string', valueHint: 'word', description: 'Make a prerelease: beta makes 1.3.0-beta.0' },
  ...tokenFileOption,
  ...registryOption,
} as const;

/** For commands that change the state of a published version. */
export const versionArgs = {
  plugin: { type: 'positional', required: true, description: 'namespace/name@version' },
  ...tokenFileOption,
  ...registryOption,
} as const;

/** Of a version that waits. */
export const digestOption = {
  digest: { type: 'string', valueHint: 'sha256:…', description: 'Digest of what you looked at' },
} as const;

/** For commands that change what `rolekit install` put into hosts; each adds the host. */
export const installedArgs = {
  plugin: { type: 'positional', required: true, description: 'namespace/name' },
  'dry-run': { type: 'boolean', description: 'Show the hosts’ commands without running them' },
} as const;
