import { type CommandContext, defineCommand } from '../command.ts';
import type { HostChange } from '../hosts/change-in-host.ts';
import { HOST_TITLES, type Host } from '../hosts/host-programs.ts';
import { type Change, changeInstalled } from './change-installed.ts';

export interface ChangeArgs {
  plugin: string;
  host?: string | undefined;
  'dry-run'?: boolean | undefined;
}

const DONE: Readonly<Record<HostChange, string>> = { uninstall: 'uninstalled', disable: 'disabled', enable: 'enabled' };

/** The three commands that change what is installed differ in a word. */
export function changeCommandOf(change: HostChange) {
  return defineCommand({
    run(args: ChangeArgs, context: CommandContext): Promise<Change> {
      // citty lets only the values of `options` through
      const host = args.host as Host | undefined;
      return changeInstalled(change, { plugin: args.plugin, host, dryRun: args['dry-run'] === true }, context);
    },
    render({ dryRun, changed, without, folders }, out) {
      const { paint } = out;
      for (const { plugin, version, host, command } of changed) {
        if (command !== null) out.line(`${paint.dim('$')} ${command}`);
        const word = dryRun ? paint.yellow('dry run') : command === null ? 'not there' : paint.green(DONE[change]);
        out.line(`${word}  ${plugin}@${version} in ${HOST_TITLES[host]}`);
      }
      for (const host of without)
        out.line(`${paint.yellow('left')}  ${HOST_TITLES[host]} has no command to ${change} a plugin`);
      if (change === 'uninstall')
        for (const folder of folders) out.line(`${paint.yellow('left')}  ${folder}: delete it yourself`);
    },
  });
}
