import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { type ArgsOf, defineCommand } from '../../command.ts';
import { isPluginFolder } from '../../connectors.ts';
import { dev } from '../../dev/dev.ts';
import { usageError } from '../../errors.ts';
import { openBrowser } from '../../open-browser.ts';
import { openBuildRegistries } from '../../registry/namespace-registries.ts';
import { parsePort } from '../../registry/port.ts';
import type words from './words.ts';

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<void> {
    const { env, signal, stdin, stdout, stderr } = context;
    const source = resolve(context.cwd, args.path);
    if (!isPluginFolder(source))
      throw usageError(`${args.path} has no plugin.json.`, 'Name the folder of a plugin’s source.');
    // so that a first Ctrl-C closes what runs
    context.onStop(() => {});
    const registries = await openBuildRegistries(args, context, source);
    const inspectorPort = args.inspector ? parsePort(args.port ?? '0') : undefined;
    const host = args.stdio ? { input: stdin as Readable, output: stdout } : undefined;
    const output = host ? stderr : stdout;
    const withSandbox = args.sandbox;
    const openPage = args.open ? openBrowser : () => {};
    await dev({ source, ...registries, env, signal, output, host, withSandbox, inspectorPort, openPage });
  },
  render() {},
});
