import { SpentSecrets } from './spent-secrets.ts';
import { grantedTokens, type TokenRequest, type TokenSource } from './token-refresh.ts';

export interface RefreshRequest extends TokenRequest {
  refreshToken: string;
  /** Stores a rotated refresh token where the next process finds it. */
  save(rotated: string): Promise<void>;
  /**
   * Runs one exchange while no other process does one with the same stored token, and tells the token that is stored by
   * then; `context.exclusive('refreshToken', work)` of `open`. Needed where the vendor rotates tokens.
   */
  exclusive?: (<T>(work: (latest: string | undefined) => Promise<T>) => Promise<T>) | undefined;
}

/**
 * OAuth 2 refresh token grant (RFC 6749, 6). A rotated refresh token is saved before the new access token is used; when
 * saving fails, the call fails, and the next one saves it first: the old token is spent by then.
 */
export function refreshToken(request: RefreshRequest): TokenSource {
  let current = request.refreshToken;
  let saved = current;
  const spent = new SpentSecrets();
  const replace = (rotated: string) => {
    if (rotated !== current) spent.add(current);
    current = rotated;
  };
  const save = async () => {
    if (saved === current) return;
    await request.save(current);
    saved = current;
  };
  const { exclusive } = request;
  return grantedTokens(request, {
    ask: async () => {
      await save();
      return { grant_type: 'refresh_token', refresh_token: current };
    },
    async accept(answer) {
      if (typeof answer.refresh_token === 'string') replace(answer.refresh_token);
      await save();
    },
    secrets: () => [current, ...spent.list()],
    ...(exclusive
      ? {
          around: (exchange) =>
            exclusive((latest) => {
              // another process may have rotated it, unless ours is the one that is not saved yet
              if (latest !== undefined && saved === current) {
                replace(latest);
                saved = latest;
              }
              return exchange();
            }),
        }
      : {}),
  });
}

/** Where the settings of a connection are kept: the context of its `open`. */
interface KeptSettings<F extends string> {
  connector: string;
  save(changes: { [K in F]?: string }): Promise<void>;
  exclusive?: (<T>(field: F, work: (latest: string | undefined) => Promise<T>) => Promise<T>) | undefined;
}

/**
 * `refreshToken` of a connection that has its token in a setting: a rotated one is kept there, and one process at a time asks for it.
 *
 * @param field the setting that has the token
 */
export function keptRefreshToken<F extends string>(
  context: KeptSettings<F>,
  field: F,
  request: Omit<RefreshRequest, 'connector' | 'save' | 'exclusive'>,
): TokenSource {
  const { connector, exclusive } = context;
  return refreshToken({
    ...request,
    connector,
    save: (rotated) => context.save({ [field]: rotated } as { [K in F]?: string }),
    exclusive: exclusive && ((work) => exclusive(field, work)),
  });
}
