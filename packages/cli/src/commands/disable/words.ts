import { defineWords } from '../../command.ts';
import { HOSTS } from '../../hosts/host-programs.ts';
import { installedArgs } from '../../options.ts';

export default defineWords({
  name: 'disable',
  description: 'Switch an installed plugin off in its hosts',
  examples: ['rolekit disable acme/sales', 'rolekit disable acme/sales --host claude'],
  notes:
    "It runs the hosts' own commands; Codex has none. `rolekit update` leaves a disabled plugin as it is. See [hosts](hosts.md#install).",
  args: {
    ...installedArgs,
    host: { type: 'enum', options: [...HOSTS], description: 'Host (default: every host that has it)' },
  },
});
