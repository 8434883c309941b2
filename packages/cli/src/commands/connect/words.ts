import { defineWords } from '../../command.ts';
import { STORES } from '../../connect/store-names.ts';
import { registryOption } from '../../options.ts';

export default defineWords({
  name: 'connect',
  description: 'Save a connector’s settings for every host on this machine, after trying them',
  examples: [
    'rolekit connect salesforce --sandbox',
    'rolekit connect salesforce',
    'rolekit connect crm --set baseUrl=https://crm.example.com --set apiKey=@key.txt',
    'rolekit connect salesforce --sign-in',
    'rolekit connect crm --device',
    "rolekit connect crm --for 'https://login.example.com|ada'",
    'rolekit connect --list',
  ],
  notes:
    'A terminal is asked for what `--set` leaves out. A secret is given as `--set key=@file` or `--set key=-` (stdin), so that no shell keeps it. Nothing is saved when the connection does not work. `--store` alone moves the secrets of a saved profile: see [where secrets are](hosts.md#connect).',
  args: {
    connector: { type: 'positional', required: false, description: 'Name of the connector, e.g. salesforce' },
    sandbox: { type: 'boolean', description: 'Point at the running sandbox' },
    'run-file': {
      type: 'string',
      valueHint: 'file',
      description: 'Run file of that sandbox (default: found from here upwards)',
    },
    profile: { type: 'string', valueHint: 'name', description: 'Name to save it under (default: default, or sandbox)' },
    set: {
      type: 'string',
      valueHint: 'field=value',
      description: 'A setting; @file or - (stdin) as value for a secret. May be repeated',
    },
    'sign-in': { type: 'boolean', description: 'Sign in with a browser, where the connector can' },
    device: {
      type: 'boolean',
      description: 'Sign in with a code that you enter on another device, where the vendor can',
    },
    store: {
      type: 'string',
      valueHint: STORES.join('|'),
      description:
        'Where its secrets are kept (default: keychain, where servers reach it); moves those of a saved profile',
    },
    'passphrase-file': {
      type: 'string',
      valueHint: 'file',
      description: 'File from which servers read the passphrase (else ROLEKIT_PASSPHRASE, ROLEKIT_PASSPHRASE_FILE)',
    },
    for: {
      type: 'string',
      valueHint: 'issuer|subject',
      description:
        'Save it for a person whom a server of several people lets in, see `rolekit run <plugin> --http --oauth-issuer <url>`',
    },
    from: { type: 'string', valueHint: 'dir|archive|namespace/name', description: 'Plugin that has the connector' },
    list: { type: 'boolean', description: 'List what is saved, without the values' },
    remove: { type: 'boolean', description: 'Remove the profile named, or all of the connector' },
    ...registryOption,
  },
});
