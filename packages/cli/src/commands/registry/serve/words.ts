import { defineWords } from '../../../command.ts';
import { settingFlags } from '../../../registry/settings/flags.ts';

export default defineWords({
  name: 'registry serve',
  description: 'Serve a registry until Ctrl-C',
  examples: [
    'rolekit registry --data ./registry',
    'rolekit registry --data /srv/rolekit --port 4873 --namespaces acme,beta',
  ],
  args: { ...settingFlags },
});
