import { defineWords } from '../../command.ts';
import { registryOption } from '../../options.ts';

export default defineWords({
  name: 'dev',
  description: 'Work on a plugin: build, check and serve it after each save',
  examples: ['rolekit dev', 'rolekit dev --open', 'rolekit dev plugins/sales', 'rolekit dev plugins/sales --stdio'],
  ownsStdout: true,
  notes:
    'It prints the findings of `rolekit validate`, or one line `ready`, until Ctrl-C. Sandboxes of its connectors run beside it, connected in a home folder of their own. `--stdio` is for a host: it serves the last good build, its log is stderr, and the host keeps its connection when the server is restarted. The line `inspector` is the address of a page on this machine where tools are tried; its token holds for this run. Nothing is written but in `.rolekit/` of the project, and that is removed at the end.',
  args: {
    path: { type: 'positional', required: false, default: '.', description: 'Plugin folder' },
    sandbox: { type: 'boolean', default: true, negativeDescription: 'Use your own connections instead of sandboxes' },
    stdio: { type: 'boolean', description: 'Serve the plugin to a host over stdio' },
    inspector: { type: 'boolean', default: true, negativeDescription: 'Serve no inspector page' },
    port: { type: 'string', valueHint: 'number', description: 'Port of the inspector page (default: a free one)' },
    open: { type: 'boolean', description: 'Open the inspector page in a browser' },
    ...registryOption,
  },
  values: { path: 'plugin folder' },
});
