import { resolve } from 'node:path';
import { workspaceRoot } from '../../build/index.ts';
import { type ArgsOf, defineCommand } from '../../command.ts';
import { renderDemo } from '../../demo/render.ts';
import { type Demo, startDemo } from '../../demo/start.ts';
import { loadRegistry } from '../../registry/load-registry.ts';
import { parsePort } from '../../registry/port.ts';
import type words from './words.ts';

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<Demo & { root: string }> {
    await loadRegistry('demo', context);
    const port = args.port === undefined ? undefined : parsePort(args.port);
    const root = workspaceRoot(context.cwd) ?? resolve(context.cwd);
    const demo = await startDemo({
      root,
      port,
      sandboxes: args.sandbox,
      env: context.env,
      signal: context.signal,
      onStep: (text) => context.progress.step(text),
      onStop: context.onStop,
    });
    return { ...demo, root };
  },
  render: (demo, out) => renderDemo(demo, demo.root, out),
});
