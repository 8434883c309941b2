import { defineWords } from '../../command.ts';

export default defineWords({
  name: 'call',
  description: 'Call a tool of a plugin',
  examples: [
    'rolekit call salesforce_query --soql "SELECT Id, Name FROM Account" --limit 5',
    'rolekit call salesforce_query --args \'{"soql": "SELECT Id FROM Account"}\' --json',
    'rolekit call crm_list_deals --plugin acme/sales',
  ],
  openOptions: true,
  notes:
    "Pass the tool's arguments as options: `--limit 5`. On a terminal, a write asks for approval; elsewhere it fails with `approval_required` and exit code 3. With `--json` the result is the tool's [envelope](connectors.md#results).",
  args: {
    tool: {
      type: 'positional',
      required: false,
      description: 'Name of the tool; pass its arguments as options: --name value',
    },
    plugin: {
      type: 'string',
      valueHint: 'dir|archive|namespace/name',
      description: 'Plugin with the tool (default: the one in this folder)',
    },
    connector: { type: 'string', valueHint: 'name', description: 'Connector in this workspace with the tool' },
    args: { type: 'string', valueHint: 'json|@file|-', description: 'All arguments as a JSON object' },
    registry: { type: 'string', valueHint: 'url', description: 'Registry to fetch the plugin from' },
  },
});
