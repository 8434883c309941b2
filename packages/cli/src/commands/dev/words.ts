import { defineWords } from '../../command.ts';
import { registryOption } from '../../options.ts';

export default defineWords({
  name: 'dev',
  description: 'Work on a plugin: build, check and serve it after each save',
  examples: ['rolekit dev', 'rolekit dev plugins/sales', 'rolekit dev plugins/sales --stdio'],
  ownsStdout: true,
  notes:
    'It prints the findings of `rolekit validate`, or one line `ready`, until Ctrl-C. Sandboxes of its connectors run beside it, connected in a home folder of their own. `--stdio` is for a host: it serves the last good build, its log is stderr, and the host keeps its connection when the server is restarted. Nothing is written but in `.rolekit/` of the project, and that is removed at the end.',
  args: {
    path: { type: 'positional', required: false, default: '.', description: 'Plugin folder' },
    sandbox: { type: 'boolean', default: true, negativeDescription: 'Use your own connections instead of sandboxes' },
    stdio: { type: 'boolean', description: 'Serve the plugin to a host over stdio' },
    ...registryOption,
  },
  values: { path: 'plugin folder' },
});
