import { defineWords } from '../../../command.ts';
import { registryOption } from '../../../options.ts';

export default defineWords({
  name: 'playbook record',
  description: 'Write calls against the sandbox as a playbook',
  examples: [
    'rolekit playbook record plugins/sales --name find-deal --skill review-forecast',
    'rolekit playbook record connectors/hubspot --name find-deal --script calls.txt',
  ],
  notes:
    'On a terminal it asks for one call after the other; else it reads them from `--script` or stdin, one on a line. Exit code 1 if the playbook does not pass as it was written. See [record one](playbooks.md#record-one).',
  args: {
    path: { type: 'positional', required: false, default: '.', description: 'Plugin folder' },
    name: { type: 'string', valueHint: 'name', description: 'Name of the file in playbooks/ (default: recorded)' },
    title: { type: 'string', valueHint: 'text', description: 'What the playbook shows' },
    skill: { type: 'string', valueHint: 'name', description: 'Skill that it proves (default: the only one)' },
    connector: { type: 'string', valueHint: 'name', description: 'Connector that it proves, instead of a skill' },
    script: { type: 'string', valueHint: 'file', description: 'File with a call on each line' },
    ...registryOption,
  },
  values: { path: 'plugin folder', connector: 'connector' },
});
