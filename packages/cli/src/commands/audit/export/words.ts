import { defineWords } from '../../../command.ts';
import { registryOption, tokenFileOption } from '../../../options.ts';

export default defineWords({
  name: 'audit export',
  description: 'Write a registry’s audit record into a file, as JSON lines; one that is there is continued',
  examples: [
    'rolekit audit export --out audit.jsonl',
    'rolekit audit export --out acme.jsonl --namespace acme --from 2026-11-01',
  ],
  notes:
    'Administrators export everything, owners their `--namespace`. Only an export without filters ends with a signed checkpoint, and can be verified whole. See [the audit record](registry.md#audit).',
  args: {
    out: { type: 'string', valueHint: 'file', required: true, description: 'File to write, or to continue' },
    since: { type: 'string', valueHint: 'number', description: 'Only lines after this number' },
    namespace: { type: 'string', valueHint: 'name', description: 'Only lines of this namespace' },
    type: { type: 'string', valueHint: 'type', description: 'Only lines of this type: publish, yank, refused' },
    from: { type: 'string', valueHint: 'time', description: 'Only lines at or after this time' },
    until: { type: 'string', valueHint: 'time', description: 'Only lines before this time' },
    ...tokenFileOption,
    ...registryOption,
  },
});
