import { resolve } from 'node:path';
import { type ArgsOf, defineCommand } from '../../../command.ts';
import { EXIT } from '../../../exit-codes.ts';
import { type RecordedPlaybook, recordPlaybook } from '../../../recording/record-playbook.ts';
import { openBuildRegistries } from '../../../registry/namespace-registries.ts';
import type words from './words.ts';

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<RecordedPlaybook> {
    const { title, skill, connector } = args;
    const script = args.script === undefined ? undefined : resolve(context.cwd, args.script);
    const dir = resolve(context.cwd, args.path);
    const registries = await openBuildRegistries(args, context, dir);
    const options = { name: args.name ?? 'recorded', title, skill, connector, script, ...registries };
    return recordPlaybook(dir, options, context);
  },
  render({ file, steps, captured, result }, out) {
    const values = captured.length > 0 ? `, captured: ${captured.join(', ')}` : '';
    out.line(`${out.paint.green('recorded')}  ${file}: ${steps} step${steps === 1 ? '' : 's'}${values}`);
    const problem = result.steps.find((step) => step.problem)?.problem;
    if (result.passed) out.line(`${out.paint.green('passed')}  Add facts that the answer must hold.`);
    else if (problem)
      out.line(`${out.paint.red('failed')}  ${problem.file}:${problem.line}:${problem.column}  ${problem.message}`);
  },
  exitCode: ({ result }) => (result.passed ? EXIT.done : EXIT.failed),
});
