import { resolve } from 'node:path';
import { workspaceRoot } from '../../build/index.ts';
import { defineRolekitCommand } from '../../command.ts';
import { renderDemo } from '../../demo/render.ts';
import { type Demo, startDemo } from '../../demo/start.ts';
import { parsePort } from '../../registry/port.ts';

export default defineRolekitCommand({
  meta: {
    name: 'demo',
    description: 'Serve a registry with the plugins of this workspace, and its sandboxes, until Ctrl-C',
    examples: ['rolekit demo', 'rolekit demo --port 5000 --no-sandbox'],
  },
  args: {
    port: { type: 'string', valueHint: 'n', description: 'Port of the registry; else 4873, or the next that is free' },
    sandbox: { type: 'boolean', default: true, negativeDescription: 'Start no sandbox', description: '' },
  },
  async run(args, context): Promise<Demo & { root: string }> {
    const port = args.port === undefined ? undefined : parsePort(args.port);
    const root = workspaceRoot(context.cwd) ?? resolve(context.cwd);
    const demo = await startDemo({
      root,
      port,
      sandboxes: args.sandbox,
      signal: context.signal,
      onStep: (text) => context.progress.step(text),
      onStop: context.onStop,
    });
    return { ...demo, root };
  },
  render: (demo, out) => renderDemo(demo, demo.root, out),
});
