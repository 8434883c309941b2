import { defineWords } from '../../command.ts';
import { HOSTS } from '../../hosts/find.ts';
import { registryOption } from '../../options.ts';

export default defineWords({
  name: 'install',
  description: 'Install a plugin into a host, or unpack it into a folder',
  examples: [
    'rolekit install rolekit/sales --host codex',
    'rolekit install rolekit/sales@beta --to ./sales',
    'rolekit install sales-0.1.0.tgz --to ./sales',
  ],
  notes: "It runs the host's own command line, and shows each line. See [hosts](hosts.md).",
  args: {
    plugin: {
      type: 'positional',
      required: true,
      description: 'namespace/name, with @version or @channel, or an archive',
    },
    host: {
      type: 'enum',
      options: [...HOSTS, 'auto'],
      description: 'Host to install it in; auto takes all that are found',
    },
    to: { type: 'string', valueHint: 'dir', description: 'Folder to unpack it into' },
    force: { type: 'boolean', description: 'Replace what is in that folder' },
    'dry-run': { type: 'boolean', description: 'Show the commands of the hosts and run none' },
    'accept-components': { type: 'boolean', description: 'Accept what the plugin runs on this machine' },
    'allow-yanked': { type: 'boolean', description: 'Install a yanked version' },
    ...registryOption,
  },
});
