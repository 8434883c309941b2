import { defineWords } from '../../command.ts';

export default defineWords({
  name: 'call',
  description: 'Call one tool of a plugin, with the active connection',
  examples: [
    'rolekit call salesforce_query --soql "SELECT Id, Name FROM Account" --limit 5',
    'rolekit call salesforce_query --args \'{"soql": "SELECT Id FROM Account"}\' --json',
    'rolekit call crm_list_deals --plugin acme/sales',
  ],
  openOptions: true,
  notes:
    "The tool's own arguments are options: `--limit 5`. With a terminal, a write asks here; without one it ends in `approval_required` and exit code 3. The result of `--json` is the [envelope](connectors.md#results) of the tool.",
  args: {
    tool: {
      type: 'positional',
      required: false,
      description: 'Name of the tool; its own arguments are options: --name value',
    },
    plugin: {
      type: 'string',
      valueHint: 'dir|archive|namespace/name',
      description: 'Plugin that has the tool (default: the one here)',
    },
    connector: { type: 'string', valueHint: 'name', description: 'Connector of this workspace that has the tool' },
    args: { type: 'string', valueHint: 'json|@file|-', description: 'All arguments as one JSON object' },
    registry: { type: 'string', valueHint: 'url', description: 'Where a plugin of that name comes from' },
  },
});
