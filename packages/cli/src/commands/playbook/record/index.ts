import { resolve } from 'node:path';
import { type ArgsOf, defineCommand } from '../../../command.ts';
import { EXIT } from '../../../exit-codes.ts';
import { type RecordedPlaybook, recordPlaybook } from '../../../recording/record-playbook.ts';
import { maybeOpenRegistry } from '../../../registry/open-registry.ts';
import type words from './words.ts';

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<RecordedPlaybook> {
    const { title, skill, connector } = args;
    const script = args.script === undefined ? undefined : resolve(context.cwd, args.script);
    const registry = await maybeOpenRegistry(args, context);
    const options = { name: args.name ?? 'recorded', title, skill, connector, script, registry };
    return recordPlaybook(resolve(context.cwd, args.path), options, context);
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
