import { defineWords } from '../../../../command.ts';
import { placeFlags } from '../../../../registry/settings/flags.ts';

export default defineWords({
  name: 'registry token create',
  description: 'Create a token and show it once',
  examples: [
    'rolekit registry token create --data ./registry --name ci --namespaces acme --scopes publish',
    'rolekit registry token create --name ops --namespaces acme,beta --expires 30d --out ops-token',
  ],
  args: {
    name: { type: 'string', required: true, description: 'Purpose; shown as the publisher' },
    namespaces: {
      type: 'string',
      valueHint: 'a,b',
      required: true,
      description: 'Namespaces it may write; * means all except rolekit',
    },
    scopes: {
      type: 'string',
      valueHint: 'a,b',
      default: 'publish,manage',
      description: 'Rights: publish, manage (channels, yanks, deprecations)',
    },
    expires: { type: 'string', valueHint: 'time', default: '90d', description: 'Lifetime: 30d, 12w, 1y or never' },
    out: { type: 'string', valueHint: 'file', description: 'New file to write the token to, readable only by you' },
    ...placeFlags,
  },
});
