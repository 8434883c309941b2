import { text } from 'node:stream/consumers';
import { type ArgsOf, defineCommand } from '../../command.ts';
import { readSignIns } from '../../registry/saved-sign-ins.ts';
import { homeOf } from '../../rolekit-home.ts';
import { parseCredentialQuestion } from '../../sign-in/git-helper.ts';
import type words from './words.ts';

export default defineCommand({
  async run({ operation }: ArgsOf<typeof words>, { env, stdin, stdout }): Promise<void> {
    if (operation !== 'get') return;
    const { protocol, host } = parseCredentialQuestion(await text(stdin));
    const { registries } = await readSignIns(homeOf(env));
    const found = Object.entries(registries).find(([url]) => {
      const at = new URL(url);
      return at.protocol === `${protocol}:` && at.host === host;
    });
    // no answer lets git ask the next helper
    if (found) stdout.write(`username=${found[1].account}\npassword=${found[1].token}\n`);
  },
  render() {},
});
