import { type ArgsOf, type CommandContext, defineCommand } from '../../command.ts';
import { confirmOnTerminal } from '../../confirm.ts';
import { usageError } from '../../errors.ts';
import { namedKey } from '../../publish/publisher-key.ts';
import {
  changeNamespace,
  type NamespaceState,
  parseRoles,
  parseSubjects,
  parseWorkflow,
} from '../../registry/namespace-changes.ts';
import { openRegistry } from '../../registry/open-registry.ts';
import { renderDomains } from '../../registry/render-domains.ts';
import { withTokenAdvice } from '../../registry/token-advice.ts';
import type words from './words.ts';

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<NamespaceState> {
    const { namespace, visibility, set, remove, trust, untrust, issuer } = args;
    const addKey = args['add-key'];
    if (visibility !== undefined && visibility !== 'public' && visibility !== 'private')
      throw usageError(`\`--visibility ${visibility}\` is neither.`, 'Write `--visibility public` or `private`.');
    if (args.approvals !== undefined && args.approvals !== 'on' && args.approvals !== 'off')
      throw usageError(`\`--approvals ${args.approvals}\` is neither.`, 'Write `--approvals on` or `off`.');
    const registry = await openRegistry({ registry: args.registry, tokenFile: args['token-file'] }, context);
    const changes = {
      visibility,
      approvals: args.approvals === undefined ? undefined : args.approvals === 'on',
      set: set === undefined ? [] : parseRoles(set),
      remove: remove === undefined ? [] : parseSubjects(remove),
      trust: trust === undefined ? undefined : parseWorkflow('trust', trust, issuer),
      domain: args.domain,
      removeDomain: args['remove-domain'],
      untrust: untrust === undefined ? undefined : parseWorkflow('untrust', untrust, issuer),
      addKey: addKey === undefined ? undefined : await namedKey(addKey, context),
      removeKey: args['remove-key'],
    } as const;
    if (visibility === 'public' && args.yes !== true) {
      const { visibility: present } = await registry.namespace(namespace);
      if (present === 'private') await askToPublish(namespace, context);
    }
    return changeNamespace(registry, namespace, changes).catch((error: unknown) => {
      throw withTokenAdvice(error);
    });
  },
  render({ name, visibility, approvals, isOwned, role, members, publishers, keys, domains }, out) {
    const facts = [
      visibility,
      isOwned ? 'owned' : 'nobody’s',
      ...(approvals ? ['versions wait for approval'] : []),
      ...(role === null ? [] : [`you are ${role}`]),
    ];
    out.line(`${out.paint.bold(name)}  ${facts.join(', ')}`);
    for (const [title, rows] of [
      ['members', members?.map(({ kind, subject, role: of }) => [kind === 'group' ? `@${subject}` : subject, of])],
      [
        'may publish',
        // two platforms may have a repository of one name
        publishers?.map(({ issuer, repository, workflow, environment }) => [
          `${repository}:${workflow}`,
          environment === null ? 'any environment' : environment,
          issuer,
        ]),
      ],
      ['publishers sign with', keys?.map(({ keyid, label }) => [keyid, label])],
    ] as const) {
      if (rows === undefined || rows.length === 0) continue;
      out.line(out.paint.dim(title));
      out.table(rows, '  ');
    }
    renderDomains(domains, out);
  },
});

/** Everything in it is there for everybody then, and what was read cannot be taken back. */
async function askToPublish(namespace: string, context: CommandContext): Promise<void> {
  if (!context.interactive || context.json)
    throw usageError(`Everything in ${namespace} would be there for everybody.`, 'Add `--yes` if that is meant.');
  const left = { reason: 'Nothing was changed.', hint: 'Run it again with `--yes` if that is meant.' };
  if (!(await confirmOnTerminal(`Show everything in ${namespace} to everybody?`, context, left)))
    throw usageError(left.reason, left.hint);
}
