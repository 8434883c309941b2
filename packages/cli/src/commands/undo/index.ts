import { RolekitError } from '@rolekit/sdk';
import type { LoggedWrite, Undone } from '@rolekit/sdk/serve/undo';
import { askOnTerminal } from '../../call/approval-question.ts';
import { type ArgsOf, defineCommand } from '../../command.ts';
import { findConnector } from '../../connect/find-connector.ts';
import { CliError, usageError } from '../../errors.ts';
import { homeOf } from '../../rolekit-home.ts';
import type words from './words.ts';

type Result = { did: 'listed'; writes: LoggedWrite[] } | ({ did: 'undone' } & Undone);

/** What is listed of an id; that much is enough to name a write. */
const SHOWN_ID = 10;

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<Result> {
    const { findWrite, undoableWrites, undoWrite } = await import('@rolekit/sdk/serve/undo');
    const home = homeOf(context.env);
    if (args.list) return { did: 'listed', writes: await undoableWrites(home) };
    if (!args.id) throw usageError('No write given.', 'Run `rolekit undo <id>`; `rolekit undo --list` lists the IDs.');
    const write = await findWrite(args.id, home);
    if (!context.interactive)
      throw new RolekitError('RK_APPROVAL_REQUIRED', {
        tool: `Undoing ${write.tool}`,
        hint: 'Run it in a terminal to see and approve the change.',
      });
    const place = { from: args.from, registry: args.registry, required: true };
    const { connector } = await findConnector(write.connector, place, context);
    if (!connector)
      throw new CliError('RK_CONNECTOR_UNKNOWN', {
        name: write.connector,
        hint: 'Its code was not found: name its plugin with --from.',
      });
    context.progress.step(`Reading what ${write.tool} wrote`);
    const undone = await undoWrite(connector, write, {
      home,
      env: context.env,
      ...(args.profile === undefined ? {} : { profile: args.profile }),
      onProblem: (text) => context.stderr.write(`${text}\n`),
      signal: context.signal,
      ask: (question) => askOnTerminal(question, context),
    });
    return { did: 'undone', ...undone };
  },
  render(result, out) {
    if (result.did === 'undone') {
      out.line(`${out.paint.green('undone')}  ${result.summary}`);
      for (const [name, value] of Object.entries(result.result)) out.line(`  ${name}: ${shown(value)}`);
      for (const note of result.notes) out.line(`  ${out.paint.yellow('note')}  ${note}`);
      return;
    }
    if (result.writes.length === 0) out.line('Nothing in the audit log can be undone.');
    out.table(
      result.writes.map((write) => [
        out.paint.bold(write.id.slice(0, SHOWN_ID)),
        write.at.slice(0, 16).replace('T', ' '),
        write.environment === 'sandbox' ? `${write.connector} (sandbox)` : write.connector,
        write.undone === undefined ? '' : out.paint.dim('undone'),
        write.summary,
      ]),
    );
  },
});

/** JSON spells out what would command a terminal. */
function shown(value: unknown): string {
  return typeof value === 'string' && /^[\w .-]*$/.test(value) ? value : JSON.stringify(value);
}
