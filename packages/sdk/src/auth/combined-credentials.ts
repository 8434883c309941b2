import type { Authorizer } from '../http/request/types.ts';

/** Sends several credentials with each request, for vendors that ask for all of them. No two may use the same header. */
export function together(...authorizers: readonly Authorizer[]): Authorizer {
  return {
    async headers(signal) {
      const all = await Promise.all(authorizers.map((authorizer) => authorizer.headers(signal)));
      const cookies = all.flatMap(({ cookie }) => cookie ?? []);
      return { ...Object.assign({}, ...all), ...(cookies.length > 0 ? { cookie: cookies.join('; ') } : {}) };
    },
    query: async (signal) =>
      Object.assign({}, ...(await Promise.all(authorizers.map((authorizer) => authorizer.query?.(signal))))),
    refresh(refused) {
      for (const authorizer of authorizers) authorizer.refresh(refused);
    },
    secrets: () => authorizers.flatMap((authorizer) => authorizer.secrets()),
    async close() {
      await Promise.all(authorizers.map((authorizer) => authorizer.close?.()));
    },
  };
}
