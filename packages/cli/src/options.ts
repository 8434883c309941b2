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

/** For commands that work on the data of a registry. */
export const dataOption = {
  data: { type: 'string', valueHint: 'dir', default: 'rolekit-registry', description: 'Data folder of the registry' },
} as const;

/** For commands that change the state of a published version. */
export const versionArgs = {
  plugin: { type: 'positional', required: true, description: 'namespace/name@version' },
  ...tokenFileOption,
  ...registryOption,
} as const;
