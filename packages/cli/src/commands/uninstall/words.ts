import { defineWords } from '../../command.ts';
import { HOSTS } from '../../hosts/host-programs.ts';
import { installedArgs } from '../../options.ts';

export default defineWords({
  name: 'uninstall',
  description: 'Remove an installed plugin from its hosts',
  examples: ['rolekit uninstall acme/sales', 'rolekit uninstall acme/sales --host codex'],
  notes:
    "It runs the hosts' own commands, for what `rolekit install <plugin>` put there. Folders that a plugin was unpacked into are left to you. See [hosts](hosts.md#install).",
  args: {
    ...installedArgs,
    host: { type: 'enum', options: [...HOSTS], description: 'Host (default: every host that has it)' },
  },
});
