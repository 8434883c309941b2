import type { ArgsDef } from 'citty';
import type { ArgsOf, CommandWords } from '../command.ts';
import { HOSTS } from './host-programs.ts';

/** What `uninstall`, `disable` and `enable` take. */
export const changeArgs = {
  plugin: { type: 'positional', required: true, description: 'namespace/name' },
  host: { type: 'enum', options: [...HOSTS], description: 'Host (default: every host that has it)' },
  'dry-run': { type: 'boolean', description: 'Show the hosts’ commands without running them' },
} as const satisfies ArgsDef;

export type ChangeArgs = ArgsOf<CommandWords<typeof changeArgs>>;
