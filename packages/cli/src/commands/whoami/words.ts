import { defineWords } from '../../command.ts';
import { registryOption, tokenFileOption } from '../../options.ts';

export default defineWords({
  name: 'whoami',
  description: 'Show who you are at a registry, and what you may do there',
  examples: ['rolekit whoami', 'rolekit whoami --registry https://plugins.example.com --json'],
  args: { ...registryOption, ...tokenFileOption },
});
