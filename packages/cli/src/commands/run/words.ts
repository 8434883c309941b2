import { defineWords } from '../../command.ts';
import { registryOption } from '../../options.ts';

export default defineWords({
  name: 'run',
  description: 'Serve a plugin over stdio or HTTP',
  examples: [
    'rolekit run plugins/sales',
    'rolekit run acme/sales@1.2.0 --http --port 8400',
    'rolekit run acme/sales --http --oauth-issuer https://login.example.com --oauth-resource https://sales.example.com/mcp',
  ],
  ownsStdout: true,
  notes:
    '`--http` prints `{"url":…,"token":…}` on one line and keeps running. Clients send the token as `Authorization: Bearer`. With `--oauth-issuer` it prints `{"url":…,"issuer":…,"resource":…}`: see [Serve several people](people.md).',
  args: {
    plugin: { type: 'positional', required: true, description: 'Plugin folder, archive, or namespace/name[@version]' },
    http: { type: 'boolean', description: 'Serve over HTTP on 127.0.0.1 and print address and token as JSON' },
    port: { type: 'string', valueHint: 'number', description: 'Port for --http (default: a free one)' },
    'approval-page': {
      type: 'boolean',
      default: true,
      negativeDescription: 'With --http: refuse writes of clients that cannot ask; offer no approval link',
    },
    'oauth-issuer': {
      type: 'string',
      valueHint: 'url',
      description: 'With --http: let in the users of this authorization server, each with their own connections',
    },
    'oauth-resource': {
      type: 'string',
      valueHint: 'url',
      description: 'Public address, as in the tokens (default: the printed one)',
    },
    'oauth-scope': {
      type: 'string',
      valueHint: 'scope',
      description: 'Required scope; read=scope or write=scope for one kind of call; repeatable',
    },
    'oauth-jwks': { type: 'string', valueHint: 'url', description: 'Keys of the issuer (default: from its metadata)' },
    'approval-client': {
      type: 'string',
      valueHint: 'id',
      description: 'Client ID at the issuer for signing in on approval links',
    },
    ...registryOption,
  },
  values: { plugin: 'plugin folder' },
});
