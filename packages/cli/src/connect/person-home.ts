import { personHome } from '@rolekit/sdk/internal/settings';
import type { CommandContext } from '../command.ts';
import { usageError } from '../errors.ts';
import { homeOf } from '../rolekit-home.ts';
import type { FoundConnector } from './find-connector.ts';

/**
 * Where the settings lie of a person whom a server of several people lets in.
 *
 * @param principal `<issuer>|<subject>`, as the server names them
 * @throws RK_USAGE
 */
export function homeFor(principal: string, { env }: CommandContext): string {
  const [issuer = '', subject = ''] = principal.split(/\|(.*)/s);
  if (!URL.canParse(issuer) || subject === '' || /\p{C}/u.test(principal))
    throw usageError(
      `\`${principal}\` is not a person.`,
      "Write --for '<issuer>|<subject>', as in the error of that person's call.",
    );
  return personHome(homeOf(env), principal);
}

/** Settings in the environment are the user's own, and nobody else's. */
export function withoutOwn(context: CommandContext, { fields }: FoundConnector): CommandContext {
  const own = new Set(fields.map((field) => field.env));
  return { ...context, env: Object.fromEntries(Object.entries(context.env).filter(([name]) => !own.has(name))) };
}
