import { defineWords } from '../../command.ts';
import { STORES } from '../../connect/store-names.ts';
import { registryOption } from '../../options.ts';

export default defineWords({
  name: 'connect',
  description: 'Test a connector’s settings and save them for all hosts',
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
    "On a terminal it asks for every setting that `--set` leaves out. Pass a secret as `--set key=@file` or `--set key=-` (stdin), so that it stays out of the shell's history. It saves nothing if the connection fails. `--store` alone moves the secrets of a saved profile: see [where secrets are](hosts.md#connect).",
  args: {
    connector: { type: 'positional', required: false, description: 'Connector, e.g. salesforce' },
    sandbox: { type: 'boolean', description: 'Connect to the running sandbox' },
    'run-file': {
      type: 'string',
      valueHint: 'file',
      description: 'Run file of the sandbox (default: searched in this folder and above)',
    },
    profile: { type: 'string', valueHint: 'name', description: 'Profile to save (default: default, or sandbox)' },
    set: {
      type: 'string',
      valueHint: 'field=value',
      description: 'A setting; for a secret, @file or - (stdin) as value; repeatable',
    },
    'sign-in': { type: 'boolean', description: 'Sign in with the browser, if the connector supports it' },
    device: { type: 'boolean', description: 'Sign in with a code on another device, if the vendor supports it' },
    store: {
      type: 'string',
      valueHint: STORES.join('|'),
      description:
        'Where to keep the secrets (default: keychain if servers can read it); moves the secrets of a saved profile',
    },
    'passphrase-file': {
      type: 'string',
      valueHint: 'file',
      description: 'File with the passphrase (default: ROLEKIT_PASSPHRASE, else ROLEKIT_PASSPHRASE_FILE)',
    },
    for: {
      type: 'string',
      valueHint: 'issuer|subject',
      description: 'Save for one person of a shared server, see `rolekit run <plugin> --http --oauth-issuer <url>`',
    },
    from: { type: 'string', valueHint: 'dir|archive|namespace/name', description: 'Plugin with the connector' },
    list: { type: 'boolean', description: 'List saved connections, without values' },
    remove: { type: 'boolean', description: 'Remove one profile of the connector, or all' },
    ...registryOption,
  },
  values: { connector: 'connector', store: STORES, from: 'plugin folder' },
});
