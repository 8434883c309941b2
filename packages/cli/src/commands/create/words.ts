import { defineWords } from '../../command.ts';
import { registryOption } from '../../options.ts';

export default defineWords({
  name: 'create',
  description: 'Create a connector, a plugin or a workspace from a working template',
  examples: [
    'rolekit create connector crm --namespace acme',
    'rolekit create connector mail --template oauth',
    'rolekit create connector shop --from-openapi shop.yaml --tag orders',
    'rolekit create workspace apps --namespace acme',
    'rolekit create plugin sales --namespace acme --connector rolekit/salesforce',
  ],
  args: {
    kind: { type: 'positional', required: false, description: 'connector, plugin or workspace' },
    name: { type: 'positional', required: false, description: 'Name, in lower case' },
    template: {
      type: 'string',
      valueHint: 'name',
      description: 'Of a connector: rest (default), oauth, graphql, sql, files. Of a plugin: plain (default), code',
    },
    dir: { type: 'string', valueHint: 'dir', description: 'Folder to create (default: the name)' },
    namespace: { type: 'string', valueHint: 'name', description: 'Namespace in the registry (default: local)' },
    description: { type: 'string', valueHint: 'text', description: 'What it does, in one sentence' },
    connector: {
      type: 'string',
      valueHint: 'namespace/name[@range]',
      description: 'Connector for the plugin; repeatable',
    },
    'from-openapi': {
      type: 'string',
      valueHint: 'file',
      description: 'OpenAPI description to generate the connector from',
    },
    tag: { type: 'string', valueHint: 'tag', description: 'Only operations with this tag; repeatable' },
    path: {
      type: 'string',
      valueHint: 'path',
      description: 'Only operations below this path, which may hold * and **; repeatable',
    },
    operation: {
      type: 'string',
      valueHint: 'id',
      description: 'Only this operation, by id or as `get /path`; repeatable',
    },
    yes: { type: 'boolean', description: 'Use the defaults and ask nothing' },
    ...registryOption,
  },
  values: {
    kind: ['connector', 'plugin', 'workspace'],
    template: ['rest', 'oauth', 'graphql', 'sql', 'files', 'plain', 'code', 'partner'],
  },
});
