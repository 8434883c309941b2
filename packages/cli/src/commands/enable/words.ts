import { defineWords } from '../../command.ts';
import { changeArgs } from '../../hosts/change-args.ts';

export default defineWords({
  name: 'enable',
  description: 'Switch a disabled plugin on again in its hosts',
  examples: ['rolekit enable acme/sales', 'rolekit enable acme/sales --host claude'],
  notes: "It runs the hosts' own commands; Codex has none.",
  args: changeArgs,
});
