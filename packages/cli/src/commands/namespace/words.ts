import { defineWords } from '../../command.ts';
import { registryOption, tokenFileOption } from '../../options.ts';

export default defineWords({
  name: 'namespace',
  description: 'Show or change who may do what in a namespace',
  examples: [
    'rolekit namespace acme',
    'rolekit namespace acme --visibility private',
    "rolekit namespace acme --set 'ada=owner,ben=publisher,@analysts=reader'",
    "rolekit namespace acme --remove 'ben,@interns'",
    'rolekit namespace acme --trust acme/plugins:release.yml:release',
    'rolekit namespace acme --domain acme.example',
    'rolekit namespace acme --add-key own',
  ],
  notes:
    'Names with `@` are groups of the company’s provider. `--trust` lets a workflow of GitHub Actions (`owner/repository:workflow`, or `:environment` after it) or, with `--issuer https://gitlab.com`, of GitLab publish without a kept token. From the first key on, a version has to be signed by one of the keys, or published by such a workflow. See [namespaces](registry.md#namespaces).',
  args: {
    namespace: { type: 'positional', required: true, description: 'Name of the namespace' },
    visibility: {
      type: 'string',
      valueHint: 'public|private',
      description: 'Who reads its plugins: anybody, or its members',
    },
    approvals: {
      type: 'string',
      valueHint: 'on|off',
      description: 'Whether versions wait until somebody else approves them',
    },
    yes: { type: 'boolean', description: 'Make a private namespace public without a question' },
    set: {
      type: 'string',
      valueHint: 'name=role,…',
      description: 'Give accounts or @groups a role: reader, publisher, maintainer or owner',
    },
    remove: { type: 'string', valueHint: 'name,…', description: 'Remove accounts or @groups' },
    trust: {
      type: 'string',
      valueHint: 'repository:workflow',
      description: 'Let this workflow publish; `:environment` after it',
    },
    untrust: { type: 'string', valueHint: 'repository:workflow', description: 'Let it publish no more' },
    issuer: {
      type: 'string',
      valueHint: 'url',
      default: 'https://token.actions.githubusercontent.com',
      description: 'Of the ID tokens of the workflow',
    },
    domain: {
      type: 'string',
      valueHint: 'domain',
      description: 'Look for the proof that this domain is yours; says what to publish',
    },
    'remove-domain': { type: 'string', valueHint: 'domain', description: 'Say no more that it is' },
    'add-key': {
      type: 'string',
      valueHint: 'file|own',
      description:
        'Let a key sign publications: `own` is the one of `rolekit publish --sign`, a file holds a public key in PEM',
    },
    'remove-key': { type: 'string', valueHint: 'id', description: 'Take a key out; what it signed stays signed' },
    ...tokenFileOption,
    ...registryOption,
  },
  values: { visibility: ['public', 'private'], approvals: ['on', 'off'] },
});
