import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../sdk/test/folder.ts';
import { Spec } from '../description/spec.ts';
import { apiSource } from '../emit/api-source.ts';
import { sandboxAuthSource } from '../emit/sandbox-auth.ts';
import { operationHeads, readOperation } from './operations.ts';
import { credentialsOf } from './security.ts';

type Requirement = Record<string, string[]>;

const SCHEMES = {
  key: { type: 'apiKey', in: 'header', name: 'X-Key' },
  app: { type: 'apiKey', in: 'header', name: 'X-App' },
  token: { type: 'apiKey', in: 'query', name: 'token' },
  session: { type: 'apiKey', in: 'cookie', name: 'sid' },
  raw: { type: 'apiKey', in: 'header', name: 'Authorization' },
  basic: { type: 'http', scheme: 'basic' },
  bearer: { type: 'http', scheme: 'bearer' },
  digest: { type: 'http', scheme: 'digest' },
  tls: { type: 'mutualTLS' },
  machine: {
    type: 'oauth2',
    flows: { clientCredentials: { tokenUrl: 'https://depot.example.com/token', scopes: {} } },
  },
  person: {
    type: 'oauth2',
    flows: {
      authorizationCode: {
        authorizationUrl: 'https://depot.example.com/authorize',
        tokenUrl: 'https://depot.example.com/token',
        scopes: {},
      },
    },
  },
};

/** Why operations with such parameters are off. */
function readParameters(parameters: object[], security?: Requirement[]) {
  const path = join(temporaryFolder(), 'spec.json');
  const get = { parameters, ...(security ? { security } : {}), responses: { 200: { description: 'ok' } } };
  const spec = {
    openapi: '3.1.0',
    components: { securitySchemes: security?.length === 0 ? {} : SCHEMES },
    paths: { '/a': { get } },
  };
  writeFileSync(path, JSON.stringify(spec));
  const read = new Spec(path);
  const found = operationHeads(read).flatMap((head) => readOperation(read, head) ?? []);
  const credentials = credentialsOf(read, found, 'https://depot.example.com');
  return found.map((one) => credentials.unmet(one))[0];
}

/** Reads a description with these requirements: of the whole, and of each operation. */
function read(whole: Requirement[] | undefined, ...own: (Requirement[] | undefined)[]) {
  const path = join(temporaryFolder(), 'spec.json');
  const operations = (own.length === 0 ? [undefined] : own).map((security, index) => [
    `/${index}`,
    { get: { ...(security ? { security } : {}), responses: { 200: { description: 'ok' } } } },
  ]);
  writeFileSync(
    path,
    JSON.stringify({
      openapi: '3.1.0',
      info: { title: 'T', version: '1' },
      ...(whole ? { security: whole } : {}),
      components: { securitySchemes: SCHEMES },
      paths: Object.fromEntries(operations),
    }),
  );
  const spec = new Spec(path);
  const found = operationHeads(spec).flatMap((head) => readOperation(spec, head) ?? []);
  const credentials = credentialsOf(spec, found, 'https://depot.example.com');
  return { credentials, unmet: found.map((one) => credentials.unmet(one)) };
}

const need = (...names: string[]): Requirement => Object.fromEntries(names.map((name) => [name, []]));

/** The settings, and the credentials that the connection is opened with. */
function opened(...given: Parameters<typeof read>) {
  const { credentials } = read(...given);
  const source = apiSource('depot', 'depot', { url: 'https://depot.example.com', hint: 'x' }, credentials, undefined);
  const settings = [...source.matchAll(/^(\w+): (?:field|secret)\(/gm)].map(([, name]) => name);
  return {
    settings: settings.filter((name) => name !== 'baseUrl'),
    auth: /http\(\{\s*baseUrl: config\.baseUrl,(?:\s*auth: (.*?),?)?\s*\}\)[;,]\n/.exec(source)?.[1],
  };
}

// OpenAPI 3.1.1, Security Requirement Object: "all schemes MUST be satisfied" within one object, and "only one of the
// Security Requirement Objects in the list needs to be satisfied"
describe('all schemes of one requirement are settings, and are sent', () => {
  const key = (setting: string, place: string, name: string) =>
    `keyAuth({ key: config.${setting}, in: '${place}', name: '${name}' })`;
  it.each<[string[], string[], string]>([
    [['key'], ['apiKey'], key('apiKey', 'header', 'X-Key')],
    [['raw'], ['apiKey'], key('apiKey', 'header', 'Authorization')],
    [['key', 'app'], ['key', 'app'], `together(${key('key', 'header', 'X-Key')}, ${key('app', 'header', 'X-App')})`],
    [
      ['key', 'token', 'session'],
      ['key', 'token', 'session'],
      `together(${key('key', 'header', 'X-Key')}, ${key('token', 'query', 'token')}, ${key('session', 'cookie', 'sid')})`,
    ],
    [
      ['key', 'basic'],
      ['username', 'password', 'apiKey'],
      `together(basic(config.username, config.password), ${key('apiKey', 'header', 'X-Key')})`,
    ],
    [
      ['bearer', 'token'],
      ['accessToken', 'apiKey'],
      `together(bearer(config.accessToken), ${key('apiKey', 'query', 'token')})`,
    ],
    [
      ['machine', 'key'],
      ['tokenUrl', 'clientId', 'clientSecret', 'scopes', 'apiKey'],
      `together(bearer(tokens), ${key('apiKey', 'header', 'X-Key')})`,
    ],
  ])('%j', (names, settings, auth) => {
    expect(opened([need(...names)])).toEqual({ settings, auth });
  });

  it('each with a value of its own in the sandbox, which asks for all of them', () => {
    expect(sandboxAuthSource(read([need('bearer', 'key', 'session')]).credentials)).toEqual({
      auth: `[{ kind: 'scheme', scheme: 'Bearer', token: 'sandbox-key-0001' }, { kind: 'header', name: 'X-Key', value: 'sandbox-key-0002' }, { kind: 'cookie', name: 'sid', value: 'sandbox-key-0003' }]`,
      values: `{ accessToken: 'sandbox-key-0001', key: 'sandbox-key-0002', session: 'sandbox-key-0003' }`,
    });
  });
});

describe('of several requirements', () => {
  const sent = (...given: Parameters<typeof read>) => {
    const { auth, keys } = read(...given).credentials;
    return [...(auth.kind === 'none' ? [] : [auth.kind]), ...keys.map(({ scheme }) => scheme)];
  };
  it.each<[string, Parameters<typeof read>, string[]]>([
    [
      'the one that most operations take',
      [[need('key')], [need('bearer')], [need('bearer')], undefined, [need('bearer')]],
      ['bearer'],
    ],
    ['one that needs no person', [[need('person'), need('machine')]], ['clientCredentials']],
    ['one whose schemes can be sent', [[need('digest'), need('tls', 'key'), need('basic')]], ['basic']],
    ['never two that want the same header', [[need('basic', 'bearer'), need('raw', 'basic'), need('key')]], ['key']],
    ['the larger one where it fits more', [[need('key')], [need('key', 'app')], undefined], ['key', 'app']],
    ['also where nothing is asked of some', [[{}, need('key')], [], undefined], ['key']],
  ])('%s', (_, given, expected) => {
    expect(sent(...given)).toEqual(expected);
  });
});

describe('an operation', () => {
  it('whose credential is not sent says which', () => {
    expect(
      read(
        [need('key')],
        undefined,
        [need('app')],
        [need('app', 'token'), need('digest')],
        [],
        [{}, need('tls')],
        undefined,
      ).unmet,
    ).toEqual([
      undefined,
      'it needs app, which the connection does not send',
      'it needs app and token, or digest, which the connection does not send',
      undefined,
      undefined,
      undefined,
    ]);
  });

  it.each<[object[], Requirement[] | undefined, string | undefined]>([
    [
      [{ in: 'header', name: 'X-Api-Key', required: true }],
      [],
      'it needs the header X-Api-Key, which the connection does not send',
    ],
    [
      [{ in: 'header', name: 'Authorization', required: true }],
      [],
      'it needs the header Authorization, which the connection does not send',
    ],
    [
      [{ in: 'query', name: 'access_token', required: true, description: 'Authentication token' }],
      [],
      'it needs the parameter access_token, which the connection does not send',
    ],
    [
      [{ in: 'cookie', name: 'session', required: true }],
      [],
      'it needs the cookie session, which the connection does not send',
    ],
    [[{ in: 'header', name: 'X-Api-Key', required: true }], [need('bearer')], undefined],
    [[{ in: 'header', name: 'X-Key', required: true }], [need('key')], undefined],
    [[{ in: 'header', name: 'Authorization', required: true }], [need('bearer')], undefined],
    [[{ in: 'header', name: 'X-Api-Key' }], [], undefined],
    [[{ in: 'query', name: 'token', required: true, description: 'Symbol of the token' }], [], undefined],
  ])('that needs %j beside %j', (parameters, security, why) => {
    expect(readParameters(parameters, security)).toBe(why);
  });

  it('is off where nothing that it takes can be sent', () => {
    expect(read([need('digest')]).unmet).toEqual(['it needs digest, which the connection does not send']);
  });

  it('needs nothing else where the description never says what is used', () => {
    expect(read(undefined).unmet).toEqual([undefined]);
  });
});
