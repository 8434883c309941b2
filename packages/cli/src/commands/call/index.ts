import { askOnTerminal } from '../../call/approval-question.ts';
import { argumentsOf } from '../../call/arguments.ts';
import { readCallLine } from '../../call/command-line.ts';
import { findTarget, findTool } from '../../call/find-tool.ts';
import { ToolError } from '../../call/tool-error.ts';
import { type ArgsOf, defineCommand } from '../../command.ts';
import { serverOf } from '../../plugin-server/client.ts';
import { openTarget } from '../../plugin-server/target.ts';
import words from './words.ts';

const TEXT = Symbol('text');

/** The tool's envelope; what people read goes with it unseen by `--json`. */
type Called = Record<string, unknown> & { [TEXT]: string };

export default defineCommand({
  async run(_args: ArgsOf<typeof words>, context): Promise<Called> {
    const line = readCallLine(context.rest, words.args);
    const target = await openTarget(await findTarget(line, context), context, { registry: line.own.registry });
    const server = serverOf(target.dir, context.env);
    try {
      const entry = findTool(line.tool, target.tools);
      const args = await argumentsOf(line, entry, context);
      context.progress.step(`Calling ${line.tool}`);
      const answer = context.interactive
        ? await server.callAsking(line.tool, args, (question) => askOnTerminal(question, context))
        : await server.call(line.tool, args, 'none');
      if (answer.isError) throw new ToolError(answer);
      return { ...(answer.structured as Record<string, unknown>), [TEXT]: answer.text };
    } finally {
      await server.close();
      await target.close();
    }
  },
  render: (result, out) => out.line(result[TEXT]),
});
