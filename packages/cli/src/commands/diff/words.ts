import { defineWords } from '../../command.ts';
import { registryOption, tokenFileOption } from '../../options.ts';

export default defineWords({
  name: 'diff',
  description: 'Say in plain words what differs between two versions of a plugin',
  examples: [
    'rolekit diff',
    'rolekit diff plugins/acme-sales --against base',
    'rolekit diff acme/sales@1.3.0 --against acme/sales@1.2.0',
    'rolekit diff --against installed',
    'rolekit diff --against last-week.tgz --markdown',
  ],
  notes:
    'What it can read and write, what a person has to approve, what runs on the machine, what the model is told, the company’s words, settings, tokens, and the least version number. Characters that cannot be seen are spelled out. Exit code 0 also when something differs; with `--exit-code` it is 1 then.',
  args: {
    plugin: {
      type: 'positional',
      required: false,
      default: '.',
      description: 'Plugin folder, built folder, archive, or namespace/name[@version]',
    },
    against: {
      type: 'string',
      valueHint: 'base|installed|…',
      description:
        'base, installed, or a folder, an archive or namespace/name[@version] (default: the last published version)',
    },
    markdown: { type: 'boolean', description: 'Print Markdown, for the text of a change request' },
    'exit-code': { type: 'boolean', description: 'Exit with 1 if something differs' },
    ...tokenFileOption,
    ...registryOption,
  },
  values: { plugin: 'plugin folder', against: ['base', 'installed'] },
});
