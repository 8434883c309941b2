import { defineWords } from '../../command.ts';
import { registryOption } from '../../options.ts';

export default defineWords({
  name: 'test',
  description: 'Test a plugin: the contract of its tools, then its playbooks',
  examples: [
    'rolekit test',
    'rolekit test plugins/sales --playbook review-forecast',
    'rolekit test plugins/sales --watch',
  ],
  notes: 'Exit code 1 if a check or a playbook fails. See [testing](testing.md).',
  args: {
    path: { type: 'positional', required: false, default: '.', description: 'Plugin folder' },
    playbook: { type: 'string', valueHint: 'name', description: 'Only the playbooks of this file, skill or connector' },
    level: {
      type: 'string',
      valueHint: 'basic|standard|strict',
      description: 'Contract level for the plugin’s own connectors (default: standard)',
    },
    record: { type: 'boolean', description: 'Save the result as contract-report.json, to publish with the plugin' },
    recordings: {
      type: 'boolean',
      description: 'Test the plugin’s own connectors against recordings of their live APIs',
    },
    'recordings-dir': {
      type: 'string',
      valueHint: 'folder',
      description: 'Folder of the recordings (default: .rolekit/recordings in the plugin)',
    },
    seed: { type: 'string', valueHint: 'number', description: 'Seed for generated input and faults (default: 1)' },
    watch: { type: 'boolean', description: 'Test again after each save what it reaches; q quits' },
    ...registryOption,
  },
  values: { path: 'plugin folder', level: ['basic', 'standard', 'strict'] },
});
