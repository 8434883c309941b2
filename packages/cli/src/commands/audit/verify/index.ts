import { resolve } from 'node:path';
import { type VerifiedRecord, verifyRecordFile, verifyRegistryRecord } from '../../../audit/verify-record.ts';
import { type ArgsOf, defineCommand } from '../../../command.ts';
import { CliError, usageError } from '../../../errors.ts';
import { EXIT } from '../../../exit-codes.ts';
import { openRegistry, registryUrl } from '../../../registry/open-registry.ts';
import { pinnedKeys, trustedKeys } from '../../../registry/pinned-keys.ts';
import { homeOf } from '../../../rolekit-home.ts';
import type words from './words.ts';

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<VerifiedRecord> {
    const home = homeOf(context.env);
    if (args.file === undefined) {
      const registry = await openRegistry({ registry: args.registry, tokenFile: args['token-file'] }, context);
      context.progress.step('Reading the audit record');
      return verifyRegistryRecord(registry, (await trustedKeys(registry, home)) ?? [], home);
    }
    const url = (await registryUrl({ registry: args.registry }, context))?.replace(/\/+$/, '');
    if (url === undefined) throw new CliError('RK_NO_REGISTRY');
    const keys = await pinnedKeys(home, url);
    if (keys === undefined)
      throw usageError(
        `No key of ${url} is kept on this machine.`,
        'Use the machine that exported it, or run `rolekit audit verify` against the registry once.',
      );
    return verifyRecordFile(resolve(context.cwd, args.file), url, keys, home);
  },
  exitCode: ({ problems }) => (problems.length === 0 ? EXIT.done : EXIT.failed),
  render({ of, lines, signed, problems }, out) {
    const { paint } = out;
    for (const { seq, problem } of problems) out.line(`${paint.red('wrong')}  line ${seq} ${problem}`);
    const verdict = problems.length === 0 ? paint.green('whole') : paint.red(`${problems.length} problem(s)`);
    const covered = signed === null ? 'none signed' : `signed up to line ${signed}`;
    out.line(`${verdict}  ${lines} line(s), ${covered}, of ${of}`);
  },
});
