import { defineWords } from '../../command.ts';

export default defineWords({
  name: 'login',
  description: 'Sign in to a registry',
  examples: [
    'rolekit login https://plugins.example.com',
    'rolekit login https://plugins.example.com --scopes read',
    'rolekit login https://plugins.example.com --netrc',
  ],
  notes:
    'Shows a code, and waits until you approve it on the registry’s page, in any browser. The token lies in `~/.rolekit/registries.json`, readable only by you; later commands use this registry when none is named. git asks `rolekit` for the password of this registry, and of no other host, so that hosts clone private plugins. Gemini CLI takes git’s helpers away; `--netrc` writes a token that only reads into `~/.netrc`, for the host of this registry. See [private plugins](hosts.md#private-plugins).',
  args: {
    registry: { type: 'positional', required: false, description: 'Address of the registry' },
    scopes: {
      type: 'string',
      valueHint: 'a,b',
      description: 'Rights: read, publish, manage, govern (all by default; never more than your own)',
    },
    expires: { type: 'string', valueHint: 'time', default: '30d', description: 'Lifetime, at most 90d' },
    browser: { type: 'boolean', default: true, negativeDescription: 'Do not open a browser' },
    netrc: { type: 'boolean', description: 'Write a token that only reads into ~/.netrc, for Gemini CLI' },
    git: { type: 'boolean', default: true, negativeDescription: 'Do not set git’s credential helper' },
  },
});
