import type { Auth, Credentials, Key } from '../operation/security.ts';
import type { BaseUrl } from '../operation/servers.ts';
import { quoted } from '../shape/zod-source.ts';
import type { ToolModel } from '../tool/tool-model.ts';
import { camel, wordsOf } from '../words.ts';

interface FieldText {
  name: string;
  schema: string;
  title: string;
  description: string;
  secret?: boolean;
  optional?: boolean;
}

/** Source of `src/api.ts`: the settings, and how a connection is opened with them. */
export function apiSource(
  connector: string,
  base: BaseUrl,
  credentials: Credentials,
  test: ToolModel | undefined,
): string {
  const { auth } = credentials;
  const fields = fieldsOf(base, credentials);
  const imports = importsOf(credentials);
  const prefix = connector.toUpperCase();
  const config = fields.map(
    ({ name, schema, title, description, secret, optional }) =>
      `${name}: field(${schema}${optional ? '.optional()' : ''}, {\ntitle: ${quoted(title)},\ndescription: ${quoted(description)},\nenv: ${quoted(`${prefix}_${name.replace(/([A-Z])/g, '_$1').toUpperCase()}`)},${secret ? '\nsecret: true,' : ''}\n}),`,
  );
  const opening = openSource(connector, credentials);
  const used = fields.filter(({ name }) => new RegExp(`\\b${name}\\b`).test(opening));
  const types = used
    .map(({ name, optional }) => (optional ? `${name}?: string | undefined` : `${name}: string`))
    .join('; ');
  return [
    `import { defineConnection, field, type OpenContext${auth.kind === 'signIn' ? ', RolekitError' : ''} } from '@rolekit/sdk';`,
    `import { ${['type HttpClient', ...imports].sort((a, b) => a.replace('type ', '').localeCompare(b.replace('type ', ''))).join(', ')} } from '@rolekit/sdk/http';`,
    `import { z } from 'zod';`,
    '',
    `/** The settings of the connector; \`rolekit connect ${connector}\` asks for them. */`,
    'export const connection = defineConnection({',
    `config: {\n${config.join('\n')}\n},`,
    'open: openApi,',
    ...(auth.kind === 'signIn' ? [SIGN_IN] : []),
    ...(test ? [testSource(test)] : []),
    '});',
    '',
    `function openApi(context: OpenContext<{ ${types} }>): HttpClient {`,
    `const { ${used.map(({ name }) => name).join(', ')} } = context.config;`,
    opening,
    '}',
  ].join('\n');
}

function fieldsOf({ url, hint }: BaseUrl, { auth, keys }: Credentials): FieldText[] {
  // without a credential nothing else would tell an unconnected connector from a connected one
  const isOpen = auth.kind === 'none' && keys.length === 0;
  const schema = url !== undefined && !isOpen ? `z.url().default(${quoted(url)})` : 'z.url()';
  const base = { name: 'baseUrl', schema, title: 'Base URL', description: `Address of the API, e.g. ${hint}` };
  return [base, ...authFields(auth), ...settingsOf(keys).map(keyField)];
}

const TEXT = 'z.string().min(1)';
const TAKEN = ['baseUrl', 'username', 'password', 'accessToken', 'authorizationUrl', 'tokenUrl', 'clientId'];
const TAKEN_TOO = ['clientSecret', 'callbackUrl', 'scopes', 'refreshToken', 'context', 'tokens', 'exclusive'];

/** A key and the setting that holds it: the only one is `apiKey`, several are called after their schemes. */
function settingsOf(keys: readonly Key[]): (Key & { setting: string })[] {
  const taken = new Set([...TAKEN, ...TAKEN_TOO]);
  return keys.map((key) => {
    const words = camel(
      wordsOf(key.scheme)
        .map((word) => word.replace(/[^a-z0-9]/g, ''))
        .filter(Boolean),
    ).slice(0, 40);
    const plain =
      keys.length > 1 && /^[a-z]{3}/.test(words) && !/^(?:constructor|prototype)$/.test(words) ? words : 'apiKey';
    let setting = plain;
    for (let number = 2; taken.has(setting); number++) setting = `${plain}${number}`;
    taken.add(setting);
    return { ...key, setting };
  });
}

function keyField(key: Key & { setting: string }, _: number, all: readonly unknown[]): FieldText {
  return {
    name: key.setting,
    schema: TEXT,
    title: all.length === 1 ? 'API key' : `API key (${key.name})`,
    description: /^authorization$/i.test(key.name)
      ? 'The whole value of the header Authorization: the key, and before it the word that the API asks for.'
      : `Sent as ${key.name} in the ${key.in}.`,
    secret: true,
  };
}

function authFields(auth: Auth): FieldText[] {
  switch (auth.kind) {
    case 'none':
      return [];
    case 'basic':
      return [
        { name: 'username', schema: TEXT, title: 'User name', description: 'Of the account that the connector uses.' },
        { name: 'password', schema: TEXT, title: 'Password', description: 'Its password or key.', secret: true },
      ];
    case 'bearer':
      return [
        {
          name: 'accessToken',
          schema: TEXT,
          title: 'Access token',
          description: 'Sent as a bearer token.',
          secret: true,
        },
      ];
    case 'clientCredentials':
      return [
        urlField('tokenUrl', 'Token URL', 'Where tokens are granted', auth.tokenUrl),
        { name: 'clientId', schema: TEXT, title: 'Client id', description: 'Of the registered application.' },
        {
          name: 'clientSecret',
          schema: TEXT,
          title: 'Client secret',
          description: 'Of the registered application.',
          secret: true,
        },
        scopesField(auth.scopes),
      ];
    case 'signIn':
      return [
        urlField('authorizationUrl', 'Authorization URL', 'Where a person consents', auth.authorizationUrl),
        urlField('tokenUrl', 'Token URL', 'Where tokens are granted', auth.tokenUrl),
        {
          name: 'clientId',
          schema: TEXT,
          title: 'Client id',
          description: 'Of the registered application; only without an access token.',
          optional: true,
        },
        {
          name: 'clientSecret',
          schema: TEXT,
          title: 'Client secret',
          description: 'Of the registered application, if it has one.',
          secret: true,
          optional: true,
        },
        {
          name: 'callbackUrl',
          schema: "z.url().default('http://127.0.0.1/callback')",
          title: 'Callback URL',
          description: 'Of the registered application, letter for letter; without a port, any free one is taken.',
        },
        scopesField(auth.scopes),
        {
          name: 'refreshToken',
          schema: TEXT,
          title: 'Refresh token',
          description: 'Comes from signing in.',
          secret: true,
          optional: true,
        },
        {
          name: 'accessToken',
          schema: TEXT,
          title: 'Access token',
          description: 'One that you have already; then nobody signs in.',
          secret: true,
          optional: true,
        },
      ];
  }
}

function urlField(name: string, title: string, what: string, url: string | undefined): FieldText {
  const schema = url === undefined ? 'z.url()' : `z.url().default(${quoted(url)})`;
  return { name, schema, title, description: url === undefined ? `${what}.` : `${what}, e.g. ${url}` };
}

function scopesField(scopes: readonly string[]): FieldText {
  return {
    name: 'scopes',
    schema: `z.string().default(${quoted(withinLength(scopes))})`,
    title: 'Scopes',
    description: 'Asked for with each token, separated by spaces.',
  };
}

/** Whole scopes only: half of one is another one, or none. */
function withinLength(scopes: readonly string[]): string {
  let text = '';
  for (const scope of scopes) if (text.length + scope.length < 1000) text += `${text === '' ? '' : ' '}${scope}`;
  return text;
}

const SIGN_IN = `async signIn({ connector, config, http }, browser) {
const { refreshToken } = await signInWithOAuth({
connector,
http: http({ baseUrl: new URL(config.tokenUrl).origin }),
browser,
server: { authorizationUrl: config.authorizationUrl, tokenUrl: config.tokenUrl },
client: { id: config.clientId, secret: config.clientSecret },
scopes: config.scopes.split(' ').filter(Boolean),
redirectUri: config.callbackUrl,
});
return { refreshToken };
},`;

function importsOf({ auth, keys }: Credentials): string[] {
  const sent = keys.length + (auth.kind === 'none' ? 0 : 1);
  return [...authImports(auth), ...(keys.length > 0 ? ['apiKey as keyAuth'] : []), ...(sent > 1 ? ['together'] : [])];
}

function authImports(auth: Auth): string[] {
  switch (auth.kind) {
    case 'none':
      return [];
    case 'basic':
      return ['basic'];
    case 'bearer':
      return ['bearer', 'staticToken'];
    case 'clientCredentials':
      return ['bearer', 'clientCredentials'];
    case 'signIn':
      return ['bearer', 'refreshToken as refreshedTokens', 'signInWithOAuth', 'staticToken'];
  }
}

function openSource(connector: string, { auth, keys }: Credentials): string {
  const sentKeys = settingsOf(keys).map(
    ({ setting, in: place, name }) => `keyAuth({ key: ${setting}, in: '${place}', name: ${quoted(name)} })`,
  );
  /** With the keys that are sent beside it. */
  const opened = (...first: string[]) => {
    const all = [...first, ...sentKeys];
    if (all.length === 0) return 'context.http({ baseUrl, exactIntegers: true })';
    return `context.http({ baseUrl, exactIntegers: true, auth: ${all.length === 1 ? all[0] : `together(${all.join(', ')})`} })`;
  };
  switch (auth.kind) {
    case 'none':
      return `return ${opened()};`;
    case 'basic':
      return `return ${opened('basic(username, password)')};`;
    case 'bearer':
      return `return ${opened('bearer(staticToken(accessToken))')};`;
    case 'clientCredentials':
      return [
        'const tokens = clientCredentials({',
        `connector: ${quoted(connector)},`,
        'http: context.http({ baseUrl: new URL(tokenUrl).origin }),',
        'path: tokenUrl,',
        'clientId,',
        'clientSecret,',
        "...(scopes === '' ? {} : { parameters: { scope: scopes } }),",
        '});',
        `return ${opened('bearer(tokens)')};`,
      ].join('\n');
    case 'signIn':
      return [
        `if (accessToken !== undefined) return ${opened('bearer(staticToken(accessToken))')};`,
        'if (clientId === undefined || refreshToken === undefined) {',
        "throw new RolekitError('RK_NOT_CONNECTED', {",
        `connector: ${quoted(connector)},`,
        "reason: 'nobody has signed in yet',",
        `command: ${quoted(`rolekit connect ${connector} --sign-in`)},`,
        '});',
        '}',
        'const { exclusive } = context;',
        'const tokens = refreshedTokens({',
        `connector: ${quoted(connector)},`,
        'http: context.http({ baseUrl: new URL(tokenUrl).origin }),',
        'path: tokenUrl,',
        'clientId,',
        'clientSecret,',
        'refreshToken,',
        '// a rotated token is kept before it is used, and by one process at a time',
        'save: (rotated) => context.save({ refreshToken: rotated }),',
        "exclusive: exclusive && ((work) => exclusive('refreshToken', work)),",
        '});',
        `return ${opened('bearer(tokens)')};`,
      ].join('\n');
  }
}

function testSource({ operation }: ToolModel): string {
  return [
    'async test(http, signal) {',
    `await http.request({ path: ${quoted(operation.path)}, signal });`,
    "return 'the API answers';",
    '},',
  ].join('\n');
}

/** Hosts that the connector declares. */
export function hostsOf({ auth }: Credentials): string[] {
  return auth.kind === 'clientCredentials' || auth.kind === 'signIn'
    ? ['config:baseUrl', 'config:tokenUrl']
    : ['config:baseUrl'];
}

/** Of the sandbox: what it takes as credentials, and the settings that hold them. */
export function sandboxAuthSource({ auth, keys }: Credentials): { auth: string; values: string } {
  const first = sandboxAuth(auth);
  const number = first.auth.length + 1;
  const settings = settingsOf(keys).map((key, index) => ({ ...key, value: `sandbox-key-000${number + index}` }));
  const all = [
    ...first.auth,
    ...settings.map(({ in: place, name, value }) => `kind: '${place}', name: ${quoted(name)}, value: '${value}'`),
  ];
  const values = [...first.values, ...settings.map(({ setting, value }) => `${setting}: '${value}'`)];
  return {
    auth: `[${all.map((one) => `{ ${one} }`).join(', ')}]`,
    values: values.length === 0 ? '{}' : `{ ${values.join(', ')} }`,
  };
}

function sandboxAuth(auth: Auth): { auth: string[]; values: string[] } {
  const key = 'sandbox-key-0001';
  const client = `kind: 'client', id: 'sandbox-client', secret: '${key}', token: 'sandbox-token-0001'`;
  const values = [`clientId: 'sandbox-client'`, `clientSecret: '${key}'`];
  switch (auth.kind) {
    case 'none':
      return { auth: [], values: [] };
    case 'basic': {
      const basic = Buffer.from(`sandbox:${key}`).toString('base64');
      return {
        auth: [`kind: 'scheme', scheme: 'Basic', token: '${basic}'`],
        values: [`username: 'sandbox'`, `password: '${key}'`],
      };
    }
    case 'bearer':
      return { auth: [`kind: 'scheme', scheme: 'Bearer', token: '${key}'`], values: [`accessToken: '${key}'`] };
    case 'clientCredentials':
      return { auth: [client], values };
    case 'signIn':
      return {
        auth: [`${client}, refresh: 'sandbox-refresh-0001'`],
        values: [...values, `refreshToken: 'sandbox-refresh-0001'`],
      };
  }
}
