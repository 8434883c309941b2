import type { KeyRotation } from '@rolekit/registry';
import { type ArgsOf, defineCommand } from '../../../command.ts';
import { loadRegistry } from '../../../registry/load-registry.ts';
import { operator } from '../../../registry/operator-words.ts';
import { placeOf } from '../../../registry/place.ts';
import { resolveSettings } from '../../../registry/settings/resolve.ts';
import type words from './words.ts';

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<KeyRotation> {
    const { rotateSigningKey } = await loadRegistry('registry rotate-key', context);
    const { signingKey } = resolveSettings(['signingKey'], args, context).values;
    const place = { ...placeOf(args, context), ...(signingKey === undefined ? {} : { signingKeyFile: signingKey }) };
    return rotateSigningKey(place, operator());
  },
  render({ from, to, file }, out) {
    out.line(`${out.paint.green('rotated')}  ${from}`);
    out.line(`${out.paint.bold('now')}      ${to}, in ${file}`);
  },
});
