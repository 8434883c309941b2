import type { Auth, Credentials } from '../operation/security.ts';
import type { BaseUrl } from '../operation/servers.ts';
import { quoted } from '../shape/literals.ts';
import type { ToolModel } from '../tool/tool-model.ts';
import { fieldsOf, settingsOf } from './setting-fields.ts';

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
