import { defineWords } from '../../command.ts';

export default defineWords({
  name: 'call',
  description: 'Call a tool of a plugin',
  examples: [
    'rolekit call salesforce_query --soql "SELECT Id, Name FROM Account" --limit 5',
    'rolekit call salesforce_query --args \'{"soql": "SELECT Id FROM Account"}\' --json',
    'rolekit call crm_list_deals --plugin acme/sales --fields name,owner.email',
    'rolekit call notes_update_note --id n1 --done --approve',
    'rolekit call crm_list_deals --help',
  ],
  openOptions: true,
  ownHelp: true,
  notes:
    "Pass the tool's arguments as options: `--limit 5`. `rolekit call <tool> --help` lists them with types, allowed values and the author's examples; it needs no connection, and of a source no build where its code says all. On a terminal, a write asks for approval; elsewhere it fails with `approval_required` and exit code 3. `--approve` says yes for you where the connector is connected to a sandbox, and is refused elsewhere (`RK_NOT_A_SANDBOX`). A terminal gets an aligned table that fits its width; a file or a pipe gets the text that models read. With `--json` the result is the tool's [envelope](connectors.md#results). `--fields` prints only these columns, of nested objects as `owner.email`, of values of metrics only these metrics; a tool with an argument `fields` gets it instead.",
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
    fields: { type: 'string', valueHint: 'a,b.c', description: 'Columns to print; a tool’s own `fields` comes first' },
    approve: {
      type: 'boolean',
      description: 'Approve a write to a sandbox unasked; refused where the active profile is none',
    },
    registry: { type: 'string', valueHint: 'url', description: 'Registry to fetch the plugin from' },
  },
  values: { plugin: 'plugin folder', connector: 'connector' },
});
