import { defineWords } from '../../command.ts';

export default defineWords({
  name: 'sandbox',
  description: 'Run vendor APIs with demo data until Ctrl-C',
  examples: ['rolekit sandbox salesforce', 'rolekit sandbox ./my-connector --json'],
  openOptions: true,
  notes:
    'It writes `.rolekit/run/<connector>.json` in the project for `rolekit connect --sandbox`. Ctrl-C stops the sandbox and deletes the file.',
  args: {
    names: { type: 'positional', required: false, description: 'Connectors, e.g. salesforce, or plugin folders' },
  },
  values: { names: 'connector' },
});
