import { defineWords } from '../../command.ts';
import { HOSTS } from '../../hosts/host-programs.ts';
import { registryOption } from '../../options.ts';

export default defineWords({
  name: 'install',
  description: 'Install a plugin into a host or a folder',
  examples: [
    'rolekit install rolekit/sales --host codex',
    'rolekit install rolekit/sales@beta --to ./sales',
    'rolekit install sales-0.1.0.tgz --to ./sales',
  ],
  notes: "It shows and runs the host's own commands. See [hosts](hosts.md).",
  args: {
    plugin: { type: 'positional', required: true, description: 'namespace/name[@version or @channel], or an archive' },
    host: { type: 'enum', options: [...HOSTS, 'auto'], description: 'Host to install into; auto: every host on PATH' },
    to: { type: 'string', valueHint: 'dir', description: 'Folder to unpack into' },
    force: { type: 'boolean', description: 'Overwrite that folder' },
    'dry-run': { type: 'boolean', description: 'Show the hosts’ commands without running them' },
    'accept-components': { type: 'boolean', description: 'Accept the components that run on this machine' },
    'allow-yanked': { type: 'boolean', description: 'Install a yanked version' },
    ...registryOption,
  },
});
