import { defineWords } from '../../../command.ts';
import { settingFlags } from '../../../registry/settings/flags.ts';

export default defineWords({
  name: 'registry settings',
  description: 'Show every setting of a registry and where its value comes from',
  examples: ['rolekit registry settings --config /etc/rolekit/registry.json'],
  notes:
    'It takes the options of `rolekit registry serve` and starts nothing. Secrets are only said to be set. See [all settings](operate.md#settings).',
  args: { ...settingFlags },
});
