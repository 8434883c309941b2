import { defineWords } from '../../command.ts';
import { registryOption } from '../../options.ts';

export default defineWords({
  name: 'create',
  description: 'Start a connector or a plugin from a template that works as it is',
  examples: [
    'rolekit create connector crm --namespace acme',
    'rolekit create connector shop --from-openapi shop.yaml --tag orders',
    'rolekit create plugin sales --namespace acme --connector rolekit/salesforce',
  ],
  args: {
    kind: { type: 'positional', required: false, description: 'connector or plugin' },
    name: { type: 'positional', required: false, description: 'Its name, lower case' },
    dir: { type: 'string', valueHint: 'dir', description: 'Folder to make (default: the name)' },
    namespace: { type: 'string', valueHint: 'name', description: 'Owner of the name in a registry (default: local)' },
    description: { type: 'string', valueHint: 'text', description: 'What it does, in one sentence' },
    connector: {
      type: 'string',
      valueHint: 'namespace/name[@range]',
      description: 'Connector that the plugin uses; may be repeated',
    },
    'from-openapi': {
      type: 'string',
      valueHint: 'file',
      description: 'Make the connector from this OpenAPI description',
    },
    tag: { type: 'string', valueHint: 'tag', description: 'Only operations with this tag; may be repeated' },
    path: {
      type: 'string',
      valueHint: 'path',
      description: 'Only operations below this path; * is any part of it; may be repeated',
    },
    operation: {
      type: 'string',
      valueHint: 'id',
      description: 'Only this operation, by its id or as `get /path`; may be repeated',
    },
    yes: { type: 'boolean', description: 'Ask nothing, take the defaults' },
    ...registryOption,
  },
});
