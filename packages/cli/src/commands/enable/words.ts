import { defineWords } from '../../command.ts';
import { HOSTS } from '../../hosts/host-programs.ts';
import { installedArgs } from '../../options.ts';

export default defineWords({
  name: 'enable',
  description: 'Switch a disabled plugin on again in its hosts',
  examples: ['rolekit enable acme/sales', 'rolekit enable acme/sales --host claude'],
  notes: "It runs the hosts' own commands; Codex has none.",
  args: {
    ...installedArgs,
    host: { type: 'enum', options: [...HOSTS], description: 'Host (default: every host that has it)' },
  },
});
