import { defineWords } from '../../../command.ts';
import { dataOption } from '../../../options.ts';

export default defineWords({
  name: 'registry serve',
  description: 'Serve a registry until Ctrl-C',
  examples: [
    'rolekit registry --data ./registry',
    'rolekit registry --data /srv/rolekit --port 4873 --namespaces acme,beta',
  ],
  args: {
    ...dataOption,
    port: { type: 'string', valueHint: 'n', default: '4873', description: 'Port; 0 takes a free one' },
    host: { type: 'string', default: '127.0.0.1', description: 'Address to listen on' },
    name: { type: 'string', default: 'rolekit', description: 'Name of its marketplace' },
    namespaces: { type: 'string', valueHint: 'a,b', default: '*', description: 'What the first token may publish' },
    log: { type: 'string', valueHint: 'file', description: 'File that the log is added to, instead of stderr' },
    'log-level': {
      type: 'enum',
      options: ['debug', 'info', 'warn', 'error', 'silent'],
      default: 'info',
      description: 'What is logged, and what is more serious',
    },
    'trust-proxy': {
      type: 'string',
      valueHint: 'addresses',
      description: 'Proxies whose X-Forwarded-For counts: addresses, ranges or loopback, with commas',
    },
    'allow-remote': {
      type: 'string',
      valueHint: 'origin,origin',
      description: 'Private addresses at which remote servers may be: a company’s own',
    },
    'public-url': { type: 'string', valueHint: 'url', description: 'Where clients reach it, behind a proxy' },
  },
});
