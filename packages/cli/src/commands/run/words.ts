import { defineWords } from '../../command.ts';
import { registryOption } from '../../options.ts';

export default defineWords({
  name: 'run',
  description: 'Serve one plugin over stdio, or over HTTP on this machine',
  examples: [
    'rolekit run plugins/sales',
    'rolekit run acme/sales@1.2.0 --http --port 8400',
    'rolekit run acme/sales --http --oauth-issuer https://login.example.com --oauth-resource https://sales.example.com/mcp',
  ],
  ownsStdout: true,
  notes:
    '`--http` prints `{"url":…,"token":…}` on one line, and stays. A client sends the token as `Authorization: Bearer`. With `--oauth-issuer` it prints `{"url":…,"issuer":…,"resource":…}`: see [Serve several people](people.md).',
  args: {
    plugin: {
      type: 'positional',
      required: true,
      description: 'Plugin’s folder, archive, or namespace/name[@version]',
    },
    http: { type: 'boolean', description: 'Serve over HTTP on 127.0.0.1; prints its address and token as JSON' },
    port: { type: 'string', valueHint: 'number', description: 'Port for --http (default: any free one)' },
    'approval-page': {
      type: 'boolean',
      default: true,
      negativeDescription: 'With --http: refuse the writes of clients that cannot ask, without a link to approve them',
    },
    'oauth-issuer': {
      type: 'string',
      valueHint: 'url',
      description: 'With --http: serve the people of this authorization server, each with settings of their own',
    },
    'oauth-resource': {
      type: 'string',
      valueHint: 'url',
      description: 'The address that clients use and tokens name (default: the one that is printed)',
    },
    'oauth-scope': {
      type: 'string',
      valueHint: 'scope',
      description: 'Scope of every request; read=scope or write=scope for calls that read or write. May be repeated',
    },
    'oauth-jwks': {
      type: 'string',
      valueHint: 'url',
      description: 'Where the issuer’s keys are (default: what its metadata says)',
    },
    'approval-client': {
      type: 'string',
      valueHint: 'id',
      description: 'Public client of the issuer with which people sign in to approve writes by a link',
    },
    ...registryOption,
  },
});
