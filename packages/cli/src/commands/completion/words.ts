import { defineWords } from '../../command.ts';
import { SHELLS } from '../../completion/shells.ts';

export default defineWords({
  name: 'completion',
  description: 'Print what a shell needs to complete commands, options and names of plugins',
  examples: [
    'rolekit completion bash >> ~/.bashrc',
    'rolekit completion zsh >> ~/.zshrc',
    'rolekit completion fish > ~/.config/fish/completions/rolekit.fish',
  ],
  openOptions: true,
  notes:
    'Open a new shell afterwards. The script asks the `rolekit` of the PATH: `rolekit completion -- <words>` prints what the last of the words may be.',
  args: { shell: { type: 'positional', required: false, description: 'bash, zsh or fish' } },
  values: { shell: SHELLS },
});
