import type { VerifyReport } from '@rolekit/registry';
import { type ArgsOf, defineCommand } from '../../../command.ts';
import { EXIT } from '../../../exit-codes.ts';
import { loadRegistry } from '../../../registry/load-registry.ts';
import { placeOf } from '../../../registry/place.ts';
import type words from './words.ts';

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<VerifyReport> {
    const { verifyRegistry } = await loadRegistry('registry verify', context);
    const onStep = (step: string) => context.progress.step(`checking ${step}`);
    return verifyRegistry({ ...placeOf(args, context), repair: args.repair === true, onStep });
  },
  exitCode: ({ problems }) => (problems.every(({ repaired }) => repaired) ? EXIT.done : EXIT.failed),
  render({ dataDir, events, versions, problems, refusedToday, skipped }, out) {
    const { paint } = out;
    for (const { subject, message, fix, repaired } of problems) {
      out.line(`${repaired ? paint.green('repaired') : paint.red('wrong')}  ${paint.bold(subject)}: ${message}`);
      if (!repaired) out.line(`    fix: ${fix}`);
    }
    for (const { subject, ruleSet, codes } of refusedToday) {
      out.line(
        `${paint.dim('note')}  ${paint.bold(subject)}, published under rule set ${ruleSet}, would be refused today: ${codes.join(', ')}`,
      );
    }
    for (const what of skipped) out.line(`${paint.yellow('not checked')}  ${what}`);
    const left = problems.filter(({ repaired }) => !repaired).length;
    const verdict = left === 0 ? paint.green('fine') : paint.red(`${left} problem(s)`);
    out.line(`${verdict}  ${versions} version(s) and ${events} event(s) in ${dataDir}`);
  },
});
