import { defineWords } from '../../command.ts';

export default defineWords({
  name: 'policy',
  description: 'Show or change the tools that this machine denies or switches on',
  examples: [
    'rolekit policy',
    "rolekit policy --deny 'salesforce_delete_*,slack_send_message'",
    'rolekit policy --writes deny',
    "rolekit policy --enable 'hubspot_*,slack_update_message'",
  ],
  args: {
    deny: { type: 'string', valueHint: 'tool,…', description: 'Deny these tools; `*` at the end matches any ending' },
    undeny: { type: 'string', valueHint: 'tool,…', description: 'Remove these entries from the list' },
    enable: { type: 'string', valueHint: 'tool,…', description: 'Switch on tools that plugins have and do not list' },
    disable: { type: 'string', valueHint: 'tool,…', description: 'Remove these entries from that list' },
    writes: { type: 'string', valueHint: 'confirm|deny', description: 'Confirm each write, or deny all writes' },
  },
  instead: { allow: 'undeny', permit: 'undeny', block: 'deny', forbid: 'deny' },
  values: { writes: ['confirm', 'deny'] },
});
