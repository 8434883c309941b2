import { type ArgsOf, defineCommand } from '../../command.ts';
import { HOST_TITLES, type Host } from '../../hosts/host-programs.ts';
import { type Installation, installPlugin } from '../../install/install.ts';
import { verifiedLine } from '../../registry/verifying-registry.ts';
import type words from './words.ts';

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<Installation> {
    const options = {
      plugin: args.plugin,
      to: args.to,
      // citty lets only the values of `options` through
      host: args.host as Host | 'auto' | undefined,
      registry: args.registry,
      force: args.force === true,
      dryRun: args['dry-run'] === true,
      acceptComponents: args['accept-components'] === true,
      allowYanked: args['allow-yanked'] === true,
    };
    return installPlugin(options, context);
  },
  render({ plugin, version, registry, verified, dryRun, folder, hosts }, out) {
    for (const { host, commands } of hosts) {
      for (const line of commands) out.line(`${out.paint.dim('$')} ${line}`);
      const outcome = dryRun ? out.paint.yellow('dry run') : out.paint.green('installed');
      out.line(`${outcome}  ${plugin}@${version} in ${HOST_TITLES[host]}`);
    }
    if (folder !== null) {
      const outcome = dryRun ? out.paint.yellow('dry run') : out.paint.green('unpacked');
      out.line(`${outcome}  ${plugin}@${version} in ${folder}`);
    }
    if (registry === null || dryRun) return;
    const verdict = verified === null ? out.paint.yellow('unsigned') : out.paint.green('verified');
    out.line(`${verdict}  ${verifiedLine(verified)}`);
  },
});
