import { type ArgsOf, defineCommand } from '../../../command.ts';
import { usageError } from '../../../errors.ts';
import { openRegistry } from '../../../registry/open-registry.ts';
import { acceptKeys } from '../../../registry/pinned-keys.ts';
import { homeOf } from '../../../rolekit-home.ts';
import type words from './words.ts';

interface TrustedKey {
  registry: string;
  key: string;
}

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<TrustedKey> {
    if (!/^(?:sha256:)?[0-9a-f]{16,64}$/.test(args.key))
      throw usageError(`\`${args.key}\` is not the id of a key.`, 'Write `sha256:` and at least 16 hex digits.');
    const registry = await openRegistry(args, context);
    return { registry: registry.url, key: await acceptKeys(registry, homeOf(context.env), args.key) };
  },
  render({ registry, key }, out) {
    out.line(`${out.paint.green('trusted')}  ${key} of ${registry}`);
  },
});
