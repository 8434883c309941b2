import { defineWords } from '../../command.ts';

export default defineWords({
  name: 'policy',
  description: 'Show or change which tools this machine denies to every plugin',
  examples: [
    'rolekit policy',
    "rolekit policy --deny 'salesforce_delete_*,slack_send_message'",
    'rolekit policy --writes deny',
  ],
  args: {
    deny: { type: 'string', valueHint: 'tool,…', description: 'Deny these tools; `*` at the end stands for any rest' },
    undeny: {
      type: 'string',
      valueHint: 'tool,…',
      description: 'Take these out of the list, spelled as they are in it',
    },
    writes: {
      type: 'string',
      valueHint: 'confirm|deny',
      description: 'Ask a person before each write, or deny them all',
    },
  },
});
