import { resolve } from 'node:path';
import { type ExportedRecord, exportRecord } from '../../../audit/export-record.ts';
import { type ArgsOf, defineCommand } from '../../../command.ts';
import { usageError } from '../../../errors.ts';
import { openRegistry } from '../../../registry/open-registry.ts';
import { trustedKeys } from '../../../registry/pinned-keys.ts';
import { homeOf } from '../../../rolekit-home.ts';
import type words from './words.ts';

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<ExportedRecord> {
    const { out, since, namespace, type, from, until } = args;
    if (out === undefined) throw usageError('No file given.', 'Name it with --out <file>.');
    if (since !== undefined && !/^\d{1,15}$/.test(since))
      throw usageError(`\`--since ${since}\` is not a number.`, 'Use the number of a line.');
    const registry = await openRegistry({ registry: args.registry, tokenFile: args['token-file'] }, context);
    // kept at the first use, so that the file can be verified offline
    await trustedKeys(registry, homeOf(context.env));
    context.progress.step('Reading the audit record');
    const filters = { since: since === undefined ? undefined : Number(since), namespace, type, from, until };
    return exportRecord(registry, resolve(context.cwd, out), filters);
  },
  render({ file, lines, last }, out) {
    out.line(`${out.paint.green('exported')}  ${lines} line(s), up to ${last}, to ${file}`);
  },
});
