import { defineWords } from '../../command.ts';
import { registryOption, tokenFileOption } from '../../options.ts';

export default defineWords({
  name: 'policy',
  description: 'Show, set, fetch, export or check what is allowed; deny tools or switch them on',
  examples: [
    'rolekit policy',
    "rolekit policy --deny 'salesforce_delete_*,slack_send_message'",
    'rolekit policy --writes deny',
    "rolekit policy --enable 'hubspot_*,slack_update_message'",
    'rolekit policy set policy.json --dry-run',
    'rolekit policy sync',
    'rolekit policy export --host claude --to /',
    'rolekit policy check',
  ],
  notes:
    '`set`, `clear` and `history` are for administrators of the registry. `sync` keeps its signed policy for the servers of this machine; `install` does so too. `export` prints managed settings of a host, or writes them below a folder; `check` exits with 1 where the machine differs. See [what a company allows](people.md#what-a-company-allows).',
  args: {
    action: {
      type: 'positional',
      required: false,
      default: 'show',
      description: 'show, set, clear, history, sync, export or check',
    },
    file: { type: 'positional', required: false, description: 'Policy file, for `set`' },
    deny: { type: 'string', valueHint: 'tool,…', description: 'Deny these tools; `*` at the end matches any ending' },
    undeny: { type: 'string', valueHint: 'tool,…', description: 'Remove these entries from the list' },
    enable: { type: 'string', valueHint: 'tool,…', description: 'Switch on tools that plugins have and do not list' },
    disable: { type: 'string', valueHint: 'tool,…', description: 'Remove these entries from that list' },
    writes: { type: 'string', valueHint: 'confirm|deny', description: 'Confirm each write, or deny all writes' },
    host: {
      type: 'string',
      valueHint: 'claude|codex|copilot|gemini',
      description: 'Host whose settings are exported or checked; all are checked without it',
    },
    to: { type: 'string', valueHint: 'folder', description: 'Write below this folder; `/` is this machine' },
    root: {
      type: 'string',
      valueHint: 'folder',
      default: '/',
      description: 'Folder below which `check` looks for /etc',
    },
    'dry-run': { type: 'boolean', description: 'Say what `set` would refuse, and set nothing' },
    ...tokenFileOption,
    ...registryOption,
  },
  instead: { allow: 'undeny', permit: 'undeny', block: 'deny', forbid: 'deny' },
  values: {
    action: ['show', 'set', 'clear', 'history', 'sync', 'export', 'check'],
    writes: ['confirm', 'deny'],
    host: ['claude', 'codex', 'copilot', 'gemini'],
  },
});
