import type { PolicySnapshot } from '@rolekit/sdk/internal/policy';
import { type PolicyFile, policyPaths, readPolicy } from '@rolekit/sdk/internal/settings';
import { optionMeant } from '../../arguments.ts';
import { type ArgsOf, defineCommand } from '../../command.ts';
import { usageError } from '../../errors.ts';
import { EXIT } from '../../exit-codes.ts';
import { ACTIONS, type ActionResult } from '../../policy/actions.ts';
import { changePolicy } from '../../policy/change-policy.ts';
import { readMachinePolicy } from '../../policy/levels.ts';
import { renderAction } from '../../policy/render-action.ts';
import { homeOf } from '../../rolekit-home.ts';
import type { Out } from '../../terminal.ts';
import words from './words.ts';

interface Shown {
  /** Signed policies of registries, which stand above the files. */
  registries: Pick<PolicySnapshot, 'registry' | 'expiresAt' | 'policy'>[];
  /** The company's first; missing files are left out. */
  files: PolicyFile[];
  /** The file that was changed. */
  changed?: string;
}

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<Shown | ActionResult> {
    const { action, deny, undeny, enable, disable, writes } = args;
    if (action !== 'show') {
      const { file, host, to, root, registry } = args;
      if (!(action in ACTIONS)) {
        const meant = file === undefined ? undefined : optionMeant(words, [action, file]);
        throw usageError(`There is no \`policy ${action}\`.`, meant ?? `Use show, ${Object.keys(ACTIONS).join(', ')}.`);
      }
      const options = {
        file,
        host,
        to,
        root,
        registry,
        tokenFile: args['token-file'],
        dryRun: args['dry-run'] === true,
      };
      return ACTIONS[action as ActionResult['action']](options, context);
    }
    const home = homeOf(context.env);
    const paths = policyPaths(home);
    const own = paths.at(-1) ?? '';
    const isChange = [deny, undeny, enable, disable, writes].some((value) => value !== undefined);
    const lists = { deny: listOf(deny), undeny: listOf(undeny), enable: listOf(enable), disable: listOf(disable) };
    if (isChange) await changePolicy(own, { ...lists, writes });
    const registries = readMachinePolicy(home).snapshots.map(({ registry, expiresAt, policy }) => ({
      registry,
      expiresAt,
      policy,
    }));
    return {
      registries,
      files: paths.flatMap((path) => readPolicy(path) ?? []),
      ...(isChange ? { changed: own } : {}),
    };
  },
  render(result, out) {
    if ('action' in result) return renderAction(result, out);
    const { registries, files, changed } = result;
    if (files.length === 0 && registries.length === 0)
      return out.line('This machine adds nothing to what each plugin denies.');
    for (const { registry, expiresAt, policy } of registries) {
      out.line(`${out.paint.bold(registry)}  signed, good until ${expiresAt}`);
      if (policy === null) out.line('  allows everything');
      else renderRules(policy, out);
    }
    for (const { path, ...document } of files) {
      out.line(out.paint.bold(path));
      renderRules(document, out);
    }
    if (changed !== undefined) out.line('Running servers apply it within seconds and tell their hosts.');
  },
  exitCode: (result) =>
    'action' in result && result.action === 'check' && result.findings.length > 0 ? EXIT.failed : EXIT.done,
});

function renderRules(
  document: Omit<PolicyFile, 'path' | 'writes' | 'denyTools' | 'enableTools'> & Partial<PolicyFile>,
  out: Out,
): void {
  const { paint } = out;
  const { writes = 'confirm', denyTools = [], enableTools = [], path: _, ...rules } = document;
  out.table(
    [
      ...Object.entries(rules).map(([rule, value]) => [
        rule,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
      ['writes', writes === 'deny' ? paint.red('denied') : 'a person confirms each'],
      ['tools', denyTools.length > 0 ? paint.red(denyTools.join(', ')) : 'none denied by name'],
      ...(enableTools.length > 0 ? [['switched on', paint.green(enableTools.join(', '))]] : []),
    ],
    '  ',
  );
}

function listOf(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}
