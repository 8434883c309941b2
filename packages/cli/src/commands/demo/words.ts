import { defineWords } from '../../command.ts';

export default defineWords({
  name: 'demo',
  description: 'Serve a registry with the plugins of this workspace, and its sandboxes, until Ctrl-C',
  examples: ['rolekit demo', 'rolekit demo --port 5000 --no-sandbox'],
  notes:
    '`npm start` in the repository runs this. It writes `.rolekit/start.json`, where other commands find the registry and its token.',
  args: {
    port: { type: 'string', valueHint: 'n', description: 'Port of the registry; else 4873, or the next that is free' },
    sandbox: { type: 'boolean', default: true, negativeDescription: 'Start no sandbox' },
  },
});
