import type { Auth } from './security.ts';
import type { BaseUrl } from './servers.ts';
import type { ToolModel } from './tools.ts';
import { keyOf, quoted } from './zod-source.ts';

interface FieldText {
  name: string;
  schema: string;
  title: string;
  description: string;
  secret?: boolean;
  optional?: boolean;
}

/** Source of `src/api.ts`: the settings, and how a connection is opened with them. */
export function apiSource(connector: string, base: BaseUrl, auth: Auth, test: ToolModel | undefined): string {
  const fields = fieldsOf(base, auth);
  const imports = importsOf(auth);
  const prefix = connector.toUpperCase();
  const config = fields.map(
    ({ name, schema, title, description, secret, optional }) =>
      `${name}: field(${schema}${optional ? '.optional()' : ''}, {\ntitle: ${quoted(title)},\ndescription: ${quoted(description)},\nenv: ${quoted(`${prefix}_${name.replace(/([A-Z])/g, '_$1').toUpperCase()}`)},${secret ? '\nsecret: true,' : ''}\n}),`,
  );
  const opening = openSource(connector, auth);
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

function fieldsOf({ url, hint }: BaseUrl, auth: Auth): FieldText[] {
  // without a credential nothing else would tell an unconnected connector from a connected one
  const schema = url !== undefined && auth.kind !== 'none' ? `z.url().default(${quoted(url)})` : 'z.url()';
  const base = { name: 'baseUrl', schema, title: 'Base URL', description: `Address of the API, e.g. ${hint}` };
  const text = 'z.string().min(1)';
  switch (auth.kind) {
    case 'none':
      return [base];
    case 'apiKey':
      return [
        base,
        {
          name: 'apiKey',
          schema: text,
          title: 'API key',
          description: /^authorization$/i.test(auth.name)
            ? 'The whole value of the header Authorization: the key, and before it the word that the API asks for.'
            : `Sent as ${auth.name} in the ${auth.in}.`,
          secret: true,
        },
      ];
    case 'basic':
      return [
        base,
        { name: 'username', schema: text, title: 'User name', description: 'Of the account that the connector uses.' },
        { name: 'password', schema: text, title: 'Password', description: 'Its password or key.', secret: true },
      ];
    case 'bearer':
      return [
        base,
        {
          name: 'accessToken',
          schema: text,
          title: 'Access token',
          description: 'Sent as a bearer token.',
          secret: true,
        },
      ];
    case 'clientCredentials':
      return [
        base,
        urlField('tokenUrl', 'Token URL', 'Where tokens are granted', auth.tokenUrl),
        { name: 'clientId', schema: text, title: 'Client id', description: 'Of the registered application.' },
        {
          name: 'clientSecret',
          schema: text,
          title: 'Client secret',
          description: 'Of the registered application.',
          secret: true,
        },
        scopesField(auth.scopes),
      ];
    case 'signIn':
      return [
        base,
        urlField('authorizationUrl', 'Authorization URL', 'Where a person consents', auth.authorizationUrl),
        urlField('tokenUrl', 'Token URL', 'Where tokens are granted', auth.tokenUrl),
        {
          name: 'clientId',
          schema: text,
          title: 'Client id',
          description: 'Of the registered application; only without an access token.',
          optional: true,
        },
        {
          name: 'clientSecret',
          schema: text,
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
          schema: text,
          title: 'Refresh token',
          description: 'Comes from signing in.',
          secret: true,
          optional: true,
        },
        {
          name: 'accessToken',
          schema: text,
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

function importsOf(auth: Auth): string[] {
  switch (auth.kind) {
    case 'none':
      return [];
    case 'apiKey':
      return ['apiKey as keyAuth'];
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

function openSource(connector: string, auth: Auth): string {
  switch (auth.kind) {
    case 'none':
      return 'return context.http({ baseUrl });';
    case 'apiKey':
      return `return context.http({ baseUrl, auth: keyAuth({ key: apiKey, in: '${auth.in}', name: ${quoted(auth.name)} }) });`;
    case 'basic':
      return 'return context.http({ baseUrl, auth: basic(username, password) });';
    case 'bearer':
      return 'return context.http({ baseUrl, auth: bearer(staticToken(accessToken)) });';
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
        'return context.http({ baseUrl, auth: bearer(tokens) });',
      ].join('\n');
    case 'signIn':
      return [
        'if (accessToken !== undefined) return context.http({ baseUrl, auth: bearer(staticToken(accessToken)) });',
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
        'return context.http({ baseUrl, auth: bearer(tokens) });',
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
export function hostsOf(auth: Auth): string[] {
  return auth.kind === 'clientCredentials' || auth.kind === 'signIn'
    ? ['config:baseUrl', 'config:tokenUrl']
    : ['config:baseUrl'];
}

/** Of the sandbox: what it takes as credentials, and the settings that hold them. */
export function sandboxAuthSource(auth: Auth): { auth: string; values: string } {
  const key = 'sandbox-key-0001';
  const value = (text: string) => `{ ${text} }`;
  switch (auth.kind) {
    case 'none':
      return { auth: "{ kind: 'none' }", values: '{}' };
    case 'apiKey':
      return {
        auth: value(`kind: '${auth.in}', name: ${quoted(auth.name)}, value: '${key}'`),
        values: value(`apiKey: '${key}'`),
      };
    case 'basic': {
      const basic = Buffer.from(`sandbox:${key}`).toString('base64');
      return {
        auth: value(`kind: 'scheme', scheme: 'Basic', token: '${basic}'`),
        values: value(`username: 'sandbox', password: '${key}'`),
      };
    }
    case 'bearer':
      return {
        auth: value(`kind: 'scheme', scheme: 'Bearer', token: '${key}'`),
        values: value(`accessToken: '${key}'`),
      };
    case 'clientCredentials':
      return {
        auth: value(`kind: 'client', id: 'sandbox-client', secret: '${key}', token: 'sandbox-token-0001'`),
        values: value(`${keyOf('clientId')}: 'sandbox-client', clientSecret: '${key}'`),
      };
    case 'signIn':
      return {
        auth: value(
          `kind: 'client', id: 'sandbox-client', secret: '${key}', token: 'sandbox-token-0001', refresh: 'sandbox-refresh-0001'`,
        ),
        values: value(`clientId: 'sandbox-client', clientSecret: '${key}', refreshToken: 'sandbox-refresh-0001'`),
      };
  }
}
