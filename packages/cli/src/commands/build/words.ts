import { defineWords } from '../../command.ts';
import { registryOption } from '../../options.ts';

export default defineWords({
  name: 'build',
  description: 'Build a plugin into dist/, with the files of every host',
  examples: [
    'rolekit build',
    'rolekit build plugins/sales',
    'rolekit build --update --registry https://plugins.example.com',
  ],
  notes:
    'Building twice gives the same bytes. See [what a build writes](plugins.md#what-a-build-writes). `--evals` writes the playbooks as [evals of other tools](evals.md#evals-of-other-tools) too.',
  args: {
    path: { type: 'positional', required: false, default: '.', description: 'Plugin folder' },
    out: { type: 'string', valueHint: 'dir', description: 'Output folder (default: dist/ in the plugin)' },
    update: { type: 'boolean', description: 'Resolve connectors again and rewrite the lock' },
    evals: {
      type: 'boolean',
      description: 'Also write the playbooks as evals of Claude Code and plugin-eval, into .rolekit/evals',
    },
    ...registryOption,
  },
  values: { path: 'plugin folder' },
});
