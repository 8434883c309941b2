import { defineWords } from '../../../command.ts';
import { placeOptions } from '../../../options.ts';

export default defineWords({
  name: 'registry serve',
  description: 'Serve a registry until Ctrl-C',
  examples: [
    'rolekit registry --data ./registry',
    'rolekit registry --data /srv/rolekit --port 4873 --namespaces acme,beta',
  ],
  args: {
    ...placeOptions,
    port: { type: 'string', valueHint: 'n', default: '4873', description: 'Port; 0 takes a free one' },
    host: { type: 'string', default: '127.0.0.1', description: 'Address to listen on' },
    name: { type: 'string', default: 'rolekit', description: 'Name of the marketplace' },
    namespaces: { type: 'string', valueHint: 'a,b', default: '*', description: 'Namespaces of the first token' },
    log: { type: 'string', valueHint: 'file', description: 'Append the log to this file instead of stderr' },
    'log-level': {
      type: 'enum',
      options: ['debug', 'info', 'warn', 'error', 'silent'],
      default: 'info',
      description: 'Lowest level to log',
    },
    'trust-proxy': {
      type: 'string',
      valueHint: 'addresses',
      description: 'Proxies to trust for X-Forwarded-For: addresses, ranges or loopback, separated by commas',
    },
    'allow-remote': {
      type: 'string',
      valueHint: 'origin,origin',
      description: 'Private addresses allowed for remote servers, e.g. in the company’s network',
    },
    'sign-in-file': {
      type: 'string',
      valueHint: 'file',
      description:
        'JSON file with the company’s OpenID Connect provider: issuer, clientId, clientSecret, administrators',
    },
    'ci-issuers': {
      type: 'string',
      valueHint: 'url,url',
      description:
        'Issuers whose ID tokens CI may publish with, in the place of GitHub Actions and gitlab.com: your own GitLab, for one',
    },
    'signing-key': {
      type: 'string',
      valueHint: 'file',
      description:
        'Ed25519 private key to sign with, the same for all replicas (default: ROLEKIT_SIGNING_KEY_FILE, else made in the data folder)',
    },
    approvals: { type: 'boolean', description: 'Have every version wait until somebody else approves it' },
    'public-url': { type: 'string', valueHint: 'url', description: 'Public address, behind a proxy' },
  },
});
