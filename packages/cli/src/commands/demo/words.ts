import { defineWords } from '../../command.ts';

export default defineWords({
  name: 'demo',
  description: 'Run a registry with this workspace’s plugins and sandboxes until Ctrl-C',
  examples: ['rolekit demo', 'rolekit demo --port 5000 --no-sandbox'],
  notes:
    '`npm start` in the repository runs this command. Other commands find the registry and its token in `.rolekit/start.json`.',
  args: {
    port: { type: 'string', valueHint: 'n', description: 'Port of the registry (default: 4873, or the next free one)' },
    sandbox: { type: 'boolean', default: true, negativeDescription: 'Start no sandboxes' },
  },
});
