import { toolWordsIn } from '../../build/words.ts';
import { type ArgsOf, defineCommand } from '../../command.ts';
import { usageError } from '../../errors.ts';
import { projectFolder } from '../../project-folder.ts';
import { type RunningSandbox, sandboxNames, startSandboxes } from '../../sandboxes.ts';
import type words from './words.ts';

interface Started {
  project: string;
  sandboxes: Pick<RunningSandbox, 'name' | 'baseUrl' | 'environment' | 'credentials' | 'runFile'>[];
}

export default defineCommand({
  async run(_args: ArgsOf<typeof words>, context): Promise<Started> {
    const names = namesOf(context.rest);
    if (names.length === 0) {
      const known = await sandboxNames(context.cwd);
      throw usageError(
        'No connector given.',
        known.length > 0 ? `Choose from ${known.join(', ')}.` : 'Run `rolekit sandbox --help`.',
      );
    }
    const project = projectFolder(context.cwd, context.env);
    const running = await startSandboxes(names, {
      cwd: context.cwd,
      project,
      words: await toolWordsIn(context.cwd),
      onStep: context.progress.step,
    });
    endWithParent(context.env);
    context.onStop(async () => {
      await Promise.all(running.map((sandbox) => sandbox.close()));
    });
    return {
      project,
      sandboxes: running.map(({ name, baseUrl, environment, credentials, runFile }) => ({
        name,
        baseUrl,
        environment,
        credentials,
        runFile,
      })),
    };
  },
  render({ sandboxes }, out) {
    for (const { name, baseUrl, credentials } of sandboxes) {
      out.line(`${out.paint.green('running')}  ${out.paint.bold(name)}  ${baseUrl}`);
      out.table(
        Object.entries(credentials).map(([key, value]) => [key, value]),
        '  ',
      );
      out.line(`  connect with: ${out.paint.cyan(`rolekit connect ${name} --sandbox`)}`);
    }
    out.line('Stop with Ctrl-C.');
  },
});

/** `rolekit dev` starts this command, and may be killed. */
function endWithParent(env: NodeJS.ProcessEnv): void {
  if (env.ROLEKIT_DEV === undefined || !process.connected) return;
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel?.unref();
}

function namesOf(rest: readonly string[]): string[] {
  const unknown = rest.find((word) => word.startsWith('-') && word !== '--json' && word !== '--');
  if (unknown !== undefined)
    throw usageError(`\`rolekit sandbox\` has no option \`${unknown}\`.`, 'Run `rolekit sandbox --help`.');
  return rest.filter((word) => !word.startsWith('-'));
}
