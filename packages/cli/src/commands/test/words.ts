import { defineWords } from '../../command.ts';
import { registryOption } from '../../options.ts';

export default defineWords({
  name: 'test',
  description: 'Build a plugin and test it: the contract of its tools, then its playbooks against the sandboxes',
  examples: ['rolekit test', 'rolekit test plugins/sales --playbook review-forecast'],
  notes: 'Exit code 1 when a check or a playbook fails. See [testing](testing.md).',
  args: {
    path: { type: 'positional', required: false, default: '.', description: 'Folder of the plugin' },
    playbook: {
      type: 'string',
      valueHint: 'name',
      description: 'Run only the playbooks of this file, skill or connector',
    },
    level: {
      type: 'string',
      valueHint: 'basic|standard|strict',
      description: 'How much is asked of the plugin’s own connectors (default: standard)',
    },
    record: {
      type: 'boolean',
      description: 'Keep what came of it in contract-report.json, which is published with the plugin',
    },
    recordings: {
      type: 'boolean',
      description: 'Test the plugin’s own connectors over what was recorded of their live APIs',
    },
    'recordings-dir': {
      type: 'string',
      valueHint: 'folder',
      description: 'Where the recordings are (default: .rolekit/recordings in the plugin)',
    },
    seed: { type: 'string', valueHint: 'number', description: 'For generated input and faults (default: 1)' },
    ...registryOption,
  },
});
