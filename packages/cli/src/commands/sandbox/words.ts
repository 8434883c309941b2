import { defineWords } from '../../command.ts';

export default defineWords({
  name: 'sandbox',
  description: 'Start vendor APIs over demo data, on this machine, until Ctrl-C',
  examples: ['rolekit sandbox salesforce', 'rolekit sandbox ./my-connector --json'],
  openOptions: true,
  notes:
    'It writes `.rolekit/run/<connector>.json` in the project, which `rolekit connect --sandbox` finds; both go away with Ctrl-C.',
  args: {
    names: { type: 'positional', required: false, description: 'Connectors, e.g. salesforce, or folders of plugins' },
  },
});
