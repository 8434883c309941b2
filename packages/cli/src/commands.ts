import type { CommandEntry } from './command.ts';

/** Every command, in the order of a plugin's road; each is loaded when it is run. */
export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  create: { description: 'Start a connector or a plugin', load: () => import('./commands/create/index.ts') },
  validate: {
    description: 'Check a plugin and list every problem',
    load: () => import('./commands/validate/index.ts'),
  },
  test: {
    description: 'Run a connector’s contract or a plugin’s playbooks',
    load: () => import('./commands/test/index.ts'),
  },
  build: { description: 'Build a plugin into dist/', load: () => import('./commands/build/index.ts') },
  pack: { description: 'Pack a built plugin into an archive', load: () => import('./commands/pack/index.ts') },
  publish: { description: 'Publish a plugin to a registry', load: () => import('./commands/publish/index.ts') },
  search: { description: 'Search a registry', load: () => import('./commands/search/index.ts') },
  info: { description: 'Show one plugin of a registry', load: () => import('./commands/info/index.ts') },
  install: {
    description: 'Install a plugin into a host or a folder',
    load: () => import('./commands/install/index.ts'),
  },
  yank: { description: 'Yank a published version', load: () => import('./commands/yank/index.ts') },
  unyank: { description: 'Take a yank back', load: () => import('./commands/unyank/index.ts') },
  deprecate: {
    description: 'Say that a version should be used no more',
    load: () => import('./commands/deprecate/index.ts'),
  },
  run: { description: 'Serve one plugin over stdio or HTTP', load: () => import('./commands/run/index.ts') },
  call: { description: 'Call one tool', load: () => import('./commands/call/index.ts') },
  undo: { description: 'Undo a write of the audit log', load: () => import('./commands/undo/index.ts') },
  connect: { description: 'Save a connector’s settings', load: () => import('./commands/connect/index.ts') },
  policy: { description: 'Deny tools on this machine', load: () => import('./commands/policy/index.ts') },
  doctor: { description: 'Find out why a plugin does not work', load: () => import('./commands/doctor/index.ts') },
  sandbox: { description: 'Start vendor APIs over demo data', load: () => import('./commands/sandbox/index.ts') },
  registry: { description: 'Serve, check and repair a registry', load: () => import('./commands/registry/index.ts') },
  demo: {
    description: 'Registry, sandboxes and plugins of this workspace',
    load: () => import('./commands/demo/index.ts'),
  },
};
