import { resolve } from 'node:path';
import type { ToolEntry, ToolsFile } from '@rolekit/sdk/plugin';
import { askOnTerminal } from '../../call/approval-question.ts';
import { argumentsOf } from '../../call/arguments.ts';
import { type CallLine, readCallLine, splitApprove, splitFields } from '../../call/command-line.ts';
import { describedTools } from '../../call/described-tools.ts';
import { isTabular, withFields } from '../../call/fields.ts';
import { findTarget, findTool } from '../../call/find-tool.ts';
import { renderEnvelope } from '../../call/render-envelope.ts';
import { requireSandbox } from '../../call/sandbox-approval.ts';
import { ToolError } from '../../call/tool-error.ts';
import { renderToolHelp, type ToolHelp, toolHelp } from '../../call/tool-help.ts';
import { type ArgsOf, type CommandContext, defineCommand } from '../../command.ts';
import { type ServerHost, serverOf } from '../../plugin-server/client.ts';
import { connectAdvice } from '../../plugin-server/connect-source.ts';
import { openTarget, type Target } from '../../plugin-server/target.ts';
import words from './words.ts';

const TEXT = Symbol('text');

/** The tool's envelope; the text that models read goes with it unseen by `--json`, unless `--fields` chose other columns. */
type Called = Record<string, unknown> & { [TEXT]: string | undefined };

export default defineCommand({
  async run(_args: ArgsOf<typeof words>, context): Promise<Called | ToolHelp> {
    const line = readCallLine(context.rest, words.args);
    const what = await findTarget(line, context);
    if (line.help) return help(line, what, context);
    const target = await openTarget(what, context, { registry: line.own.registry });
    try {
      const entry = findTool(line.tool, target.tools);
      const advise = await connectAdvice(what, context);
      return await callTool(splitFields(splitApprove(line, entry), entry), entry, target, context, advise);
    } finally {
      await target.close();
    }
  },
  render(result, out) {
    if (isHelp(result)) renderToolHelp(result, out);
    else if (isTabular(result) && (out.isTerminal || result[TEXT] === undefined)) renderEnvelope(result, out);
    else out.line(result[TEXT] ?? '');
  },
});

function isHelp(result: Called | ToolHelp): result is ToolHelp {
  return !(TEXT in result);
}

/** Of a source its code says enough; what that does not say, a build does. */
async function help(line: CallLine, what: string, context: CommandContext): Promise<ToolHelp> {
  const described = await describedTools(resolve(context.cwd, what), context.progress.step);
  if (described) return toolHelp(findTool(line.tool, described), line);
  const target = await openTarget(what, context, { registry: line.own.registry });
  try {
    return toolHelp(findTool(line.tool, target.tools), line);
  } finally {
    await target.close();
  }
}

async function callTool(
  { line, fields }: ReturnType<typeof splitFields>,
  entry: ToolEntry,
  { dir, tools }: Target,
  context: CommandContext,
  advise: (text: string) => string,
): Promise<Called> {
  const args = await argumentsOf(line, entry, context);
  const ask = line.approve ? () => approved(entry, tools, context) : askingOf(context);
  if (line.approve) await requireSandbox(entry, tools, context.env);
  const server = serverOf(dir, context.env);
  try {
    context.progress.step(`Calling ${line.tool}`);
    const answer = ask ? await server.callAsking(line.tool, args, ask) : await server.call(line.tool, args, 'none');
    if (answer.isError) throw new ToolError(answer, advise);
    const envelope = withFields(answer.structured as Record<string, unknown>, fields);
    return { ...envelope, [TEXT]: fields.length > 0 ? undefined : answer.text };
  } finally {
    await server.close();
  }
}

type Ask = Parameters<ServerHost['callAsking']>[2];

function askingOf(context: CommandContext): Ask | undefined {
  return context.interactive ? (question) => askOnTerminal(question, context) : undefined;
}

/** Looks once more: another profile may have become the active one. */
async function approved(entry: ToolEntry, tools: ToolsFile, { env }: CommandContext): Promise<'accept'> {
  await requireSandbox(entry, tools, env);
  return 'accept';
}
