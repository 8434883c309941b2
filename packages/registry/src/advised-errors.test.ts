import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packPlugin } from '../test/pack-plugin.ts';
import { type TestRegistry, testRegistry } from '../test/start-registry.ts';
import { ERRORS, type RegistryErrorCode } from './errors.ts';

interface Ask {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  url: string;
  headers?: Record<string, string>;
  /** @default none */
  token?: string;
  payload?: Buffer | string;
}

interface Advice {
  code: RegistryErrorCode;
  /** What the answer advises, from the answer itself. */
  fix: string;
  wrong(registry: TestRegistry): Ask | Promise<Ask>;
  followed(registry: TestRegistry): Ask | Promise<Ask>;
}

async function publishing(token?: string, namespace = 'acme', type = 'application/gzip'): Promise<Ask> {
  const { tgz } = await packPlugin({ namespace });
  const url = `/v1/plugins/${namespace}/sales/versions`;
  const headers = { 'content-type': type };
  return { method: 'POST', url, headers, payload: Buffer.from(tgz), ...(token === undefined ? {} : { token }) };
}

const of = (registry: TestRegistry, namespaces: string[], scopes: ('publish' | 'manage')[] = ['publish', 'manage']) =>
  registry.tokens.create({ name: 'other', namespaces, scopes });
const channel = (name: string, token: string): Ask => ({
  method: 'PUT',
  url: `/v1/plugins/acme/sales/channels/${name}`,
  headers: { 'content-type': 'application/json' },
  payload: JSON.stringify({ version: '1.0.0' }),
  token,
});

const ADVICE: readonly Advice[] = [
  {
    code: 'RK_TOKEN_MISSING',
    fix: 'Send `Authorization: Bearer <token>` with a token of this registry.',
    wrong: () => publishing(),
    followed: ({ token }) => publishing(token),
  },
  {
    code: 'RK_TOKEN_UNKNOWN',
    fix: 'Use a token of this registry, and check that you copied all of it.',
    wrong: ({ token }) => publishing(token.slice(0, -1)),
    followed: ({ token }) => publishing(token),
  },
  {
    code: 'RK_SCOPE_MISSING',
    fix: 'Use a token with the scope `publish`.',
    wrong: async (registry) => publishing(await of(registry, ['acme'], ['manage'])),
    followed: async (registry) => publishing(await of(registry, ['acme'], ['publish'])),
  },
  {
    code: 'RK_NAMESPACE_FORBIDDEN',
    fix: 'Use a token that lists `beta`, or publish under `acme`.',
    wrong: async (registry) => publishing(await of(registry, ['acme']), 'beta'),
    followed: async (registry) => publishing(await of(registry, ['beta']), 'beta'),
  },
  {
    code: 'RK_NAMESPACE_FORBIDDEN',
    fix: 'Use a token that lists `beta`, or publish under `acme`.',
    wrong: async (registry) => publishing(await of(registry, ['acme']), 'beta'),
    followed: async (registry) => publishing(await of(registry, ['acme']), 'acme'),
  },
  {
    code: 'RK_MEDIA_TYPE',
    fix: 'Send the header `content-type: application/gzip`.',
    wrong: ({ token }) => publishing(token, 'acme', 'text/plain'),
    followed: ({ token }) => publishing(token),
  },
  {
    code: 'RK_CURSOR_INVALID',
    fix: 'Leave the cursor out to start again.',
    wrong: () => ({ url: '/v1/plugins?cursor=x' }),
    followed: () => ({ url: '/v1/plugins' }),
  },
  {
    code: 'RK_QUERY_SHORT',
    fix: 'Search for at least two letters.',
    wrong: () => ({ url: '/v1/plugins?q=a' }),
    followed: () => ({ url: '/v1/plugins?q=ab' }),
  },
  {
    code: 'RK_ROUTE_UNKNOWN',
    fix: 'The routes are listed in /v1/openapi.json.',
    wrong: () => ({ url: '/v1/nope' }),
    followed: () => ({ url: '/v1/openapi.json' }),
  },
  {
    code: 'RK_REQUEST_INVALID',
    fix: 'See /v1/openapi.json for what this route takes.',
    wrong: () => ({ url: '/v1/plugins?limit=many' }),
    followed: () => ({ url: '/v1/openapi.json' }),
  },
  {
    code: 'RK_GIT_UNKNOWN',
    fix: 'Use /git/all.git, /git/<namespace>.git or /git/<namespace>/<plugin>.git.',
    wrong: () => ({ url: '/git/acme/nope.git/info/refs?service=git-upload-pack' }),
    followed: () => ({ url: '/git/acme/sales.git/info/refs?service=git-upload-pack' }),
  },
  {
    code: 'RK_GIT_SERVICE',
    fix: 'Clone or fetch; publish with `rolekit publish`.',
    wrong: () => ({ url: '/git/all.git/info/refs?service=git-receive-pack' }),
    followed: () => ({ url: '/git/all.git/info/refs?service=git-upload-pack' }),
  },
  {
    code: 'RK_HOST_REFUSED',
    fix: 'Use 127.0.0.1:80, HOST:80, [::1]:80, or start the registry with that name among its allowed hosts.',
    wrong: () => ({ url: '/v1/plugins', headers: { host: 'evil.example' } }),
    followed: () => ({ url: '/v1/plugins', headers: { host: '127.0.0.1:80' } }),
  },
  {
    code: 'RK_ORIGIN_REFUSED',
    fix: 'Open the registry itself, or use its MCP registry API at /v0.1, which any page may read.',
    wrong: () => ({ url: '/v1/plugins', headers: { origin: 'https://evil.example' } }),
    followed: () => ({ url: '/v0.1/servers', headers: { origin: 'https://evil.example' } }),
  },
  {
    code: 'RK_PLUGIN_UNKNOWN',
    fix: 'Did you mean acme/sales?',
    wrong: () => ({ url: '/v1/plugins/acme/salse' }),
    followed: () => ({ url: '/v1/plugins/acme/sales' }),
  },
  {
    code: 'RK_PLUGIN_UNKNOWN',
    fix: 'The namespace has sales.',
    wrong: () => ({ url: '/v1/plugins/acme/forecasts' }),
    followed: () => ({ url: '/v1/plugins/acme/sales' }),
  },
  {
    code: 'RK_VERSION_UNKNOWN',
    fix: 'It has latest (1.0.0), 1.0.0.',
    wrong: () => ({ url: '/v1/plugins/acme/sales/versions/9.0.0' }),
    followed: () => ({ url: '/v1/plugins/acme/sales/versions/1.0.0' }),
  },
  {
    code: 'RK_SKILL_UNKNOWN',
    fix: 'It has review-forecast.',
    wrong: () => ({ url: '/v1/plugins/acme/sales/versions/1.0.0/skills/nope' }),
    followed: () => ({ url: '/v1/plugins/acme/sales/versions/1.0.0/skills/review-forecast' }),
  },
  {
    code: 'RK_CHANNEL_INVALID',
    fix: 'Use another name, such as `beta`: a letter first, then lower-case letters, digits and single hyphens.',
    wrong: ({ token }) => channel('1beta', token),
    followed: ({ token }) => channel('beta', token),
  },
  {
    code: 'RK_VERSION_CONFLICT',
    fix: 'Published versions never change: raise the version and publish again.',
    wrong: async (registry) => ({
      ...(await publishing(registry.token)),
      payload: Buffer.from((await packPlugin({ description: 'Another.' })).tgz),
    }),
    followed: async ({ token }) => ({
      ...(await publishing(token)),
      payload: Buffer.from((await packPlugin({ description: 'Another.', version: '1.0.1' })).tgz),
    }),
  },
];

async function ask(registry: TestRegistry, { method = 'GET', url, headers = {}, token, payload }: Ask) {
  return registry.app.inject({
    method,
    url,
    headers: {
      host: new URL(registry.url).host,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(payload === undefined ? {} : { payload }),
  });
}

let registry: TestRegistry;
const ends: (() => Promise<void>)[] = [];
beforeAll(async () => {
  registry = await testRegistry({}, {}, (end) => ends.unshift(end));
  await registry.publish();
});
afterAll(async () => {
  for (const end of ends) await end();
});

describe('what an answer of the registry advises, when it is done, is answered', () => {
  it.each(ADVICE.map((row) => [row.code, row.fix, row] as const))('%s: %s', async (code, fix, { wrong, followed }) => {
    const refused = await ask(registry, await wrong(registry));
    expect(refused.json().error).toMatchObject({ code });
    expect(refused.json().error.fix.replaceAll(new URL(registry.url).host, 'HOST')).toBe(fix);
    const done = await ask(registry, await followed(registry));
    expect([200, 201]).toContain(done.statusCode);
  });
});

const OPERATOR = 'asks the operator, who has to mend the machine or to make a token';
const WAIT = 'asks to wait or to send the same again';
const LESS = 'asks to send less';
const OF_THE_COMMAND = 'is advice about a command; advised-errors.test.ts of the command follows it';

/** Errors whose advice no row follows, each with the reason. */
const NOT_FOLLOWED: Partial<Record<RegistryErrorCode, string>> = {
  RK_TOKEN_EXPIRED: OPERATOR,
  RK_TOKEN_REVOKED: OPERATOR,
  RK_NOT_ADMINISTRATOR: 'audit-routes.test.ts asks as one too',
  RK_GIT_MISSING: OPERATOR,
  RK_DISK_FULL: OPERATOR,
  RK_DATA_READ_ONLY: OPERATOR,
  RK_DATABASE_BROKEN: OPERATOR,
  RK_DATABASE_AWAY: OPERATOR,
  RK_DATABASE_REFUSED: OPERATOR,
  RK_DATABASE_NEWER: OPERATOR,
  RK_DATABASE_BUSY: OPERATOR,
  RK_ARCHIVES_AWAY: OPERATOR,
  RK_ARCHIVES_REFUSED: OPERATOR,
  RK_STORAGE_FAILED: OPERATOR,
  RK_ARCHIVE_DAMAGED: 'verify.test.ts and damage.test.ts publish the same again and verify',
  RK_EVENTS_BROKEN: OPERATOR,
  RK_AUDIT_BROKEN: OPERATOR,
  RK_AUTH_LIMITED: WAIT,
  RK_SIGNING_KEY: OPERATOR,
  RK_SIGNATURE_REFUSED: 'signatures.test.ts signs with a key of the namespace',
  RK_SIGNATURE_MISSING: 'signatures.test.ts signs',
  RK_KEY_INVALID: 'signatures.test.ts sends both forms',
  RK_RATE_LIMITED: WAIT,
  RK_BUSY: WAIT,
  RK_STOPPING: WAIT,
  RK_BODY_SLOW: WAIT,
  RK_CLIENT_GONE: WAIT,
  RK_GIT_FAILED: WAIT,
  RK_UPLOAD_BROKEN: WAIT,
  RK_INTERNAL: WAIT,
  RK_FEED_BUSY: 'needs as many feeds as there can be',
  RK_ARCHIVE_TOO_LARGE: LESS,
  RK_BODY_TOO_LARGE: LESS,
  RK_FINDINGS: 'each finding has advice of its own, which scripts/advice.test.ts counts',
  RK_VERSION_WAITING: 'review.test.ts sends the number again after it was rejected',
  RK_REVIEW_UNKNOWN: 'review.test.ts lists what waits',
  RK_REVIEW_CLOSED: 'review.test.ts lists what waits',
  RK_PROVENANCE_BROKEN: 'provenance.test.ts rejects it and sends it again',
  RK_REVIEW_CHANGED: 'review.test.ts approves the bytes that wait now',
  RK_SELF_APPROVAL: 'review.test.ts approves as somebody else',
  RK_APPROVER_MACHINE: 'review.test.ts approves as a person',
  RK_VERSION_QUARANTINED: 'withholding.test.ts lifts it',
  RK_QUARANTINE_LOCKED: 'withholding.test.ts lifts it as an administrator',
  RK_VERSION_TAKEN_DOWN: 'asks for another version',
  RK_VERSION_TWIN: 'asks for a higher version, as RK_VERSION_CONFLICT does',
  RK_CHANNEL_UNKNOWN: 'says that the channel may be gone already',
  RK_GIT_TOKEN_MISSING: 'private.test.ts clones with the token of a member',
  RK_ACCOUNT_DISABLED: 'asks an administrator',
  RK_ACCOUNT_UNKNOWN: OF_THE_COMMAND,
  RK_ACCOUNT_EXISTS: OF_THE_COMMAND,
  RK_LAST_OWNER: 'asks to make somebody else an owner first',
  RK_POLICY_REFUSED: 'asks whoever decides',
  RK_POLICY_INVALID: 'policy.test.ts sends a right one',
  RK_ROLE_MISSING: 'matrix.test.ts asks with every role',
  RK_NAMESPACE_UNKNOWN: 'asks to publish, or an administrator',
  RK_DOMAIN_UNKNOWN: 'is said by namespace.test.ts of the command, which adds one',
  RK_MEMBER_UNKNOWN: 'says where members are listed, which matrix.test.ts asks for',
  RK_PASSWORD_WRONG: 'sign-in.test.ts types it right',
  RK_PROVIDER_FAILED: WAIT,
  RK_SIGN_IN_REFUSED: 'sign-in.test.ts begins in one browser',
  RK_ID_TOKEN_REFUSED: 'exchange.test.ts sends one with the right audience',
  RK_PUBLISHER_UNKNOWN: 'exchange.test.ts trusts it',
  RK_DEVICE_UNKNOWN: OF_THE_COMMAND,
  RK_DEVICE_PENDING: WAIT,
  RK_DEVICE_DENIED: OF_THE_COMMAND,
  RK_TOKEN_NOT_FOUND: OF_THE_COMMAND,
  RK_COPY_TARGET: OF_THE_COMMAND,
  RK_DATA_IN_USE: OF_THE_COMMAND,
  RK_DATA_MISSING: OF_THE_COMMAND,
  RK_OPTION: OF_THE_COMMAND,
};

it('the advice of every error is followed here, or said why not', () => {
  const followed = new Set<string>(ADVICE.map(({ code }) => code));
  expect(Object.keys(ERRORS).filter((code) => !followed.has(code) && !(code in NOT_FOLLOWED))).toEqual([]);
  expect(Object.keys(NOT_FOLLOWED).filter((code) => followed.has(code) || !(code in ERRORS))).toEqual([]);
});
