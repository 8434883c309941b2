import type { Auth, Credentials } from '../operation/security.ts';
import type { BaseUrl } from '../operation/servers.ts';
import { quoted } from '../shape/literals.ts';
import type { ToolModel } from '../tool/tool-model.ts';
import { arrowOf, callOf, fitted } from './code-layout.ts';
import { type FieldText, fieldsOf, settingsOf } from './setting-fields.ts';

/** Source of `src/api.ts`: the settings, and how a connection is opened with them. */
export function apiSource(
  connector: string,
  connection: string,
  base: BaseUrl,
  credentials: Credentials,
  test: ToolModel | undefined,
): string {
  const { auth } = credentials;
  const fields = fieldsOf(base, credentials);
  const http = importsOf(credentials).sort((a, b) => a.localeCompare(b));
  const isSecret = ({ secret, optional }: FieldText) => secret === true && optional !== true;
  const sdk = [
    'defineConnection',
    'field',
    ...(auth.kind === 'signIn' ? ['RolekitError'] : []),
    ...(fields.some(isSecret) ? ['secret'] : []),
  ];
  return [
    `import { ${sdk.join(', ')} } from '@rolekit/sdk';`,
    ...(http.length > 0 ? [`import { ${http.join(', ')} } from '@rolekit/sdk/http';`] : []),
    `import { z } from 'zod';`,
    '',
    `/** The settings of the connector; \`rolekit connect ${connector}\` asks for them. */`,
    `export const ${connection} = defineConnection({`,
    `config: {\n${fields.map(fieldSource).join('\n')}\n},`,
    openSource(connector, credentials),
    ...(auth.kind === 'signIn' ? [SIGN_IN] : []),
    ...(test ? [testSource(test)] : []),
    '});',
  ].join('\n');
}

function fieldSource({ name, schema, description, secret, optional }: FieldText): string {
  const text = quoted(description);
  if (secret && !optional) return `${name}: secret(${text}),`;
  const full = `${schema}${optional ? '.optional()' : ''}`;
  return `${name}: field(${full}, ${secret ? `{ description: ${text}, secret: true }` : text}),`;
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
      return ['bearer'];
    case 'clientCredentials':
      return ['bearer', 'clientCredentials'];
    case 'signIn':
      return ['bearer', 'refreshToken as refreshedTokens', 'signInWithOAuth'];
  }
}

function openSource(connector: string, { auth, keys }: Credentials): string {
  const sentKeys = settingsOf(keys).map(
    ({ setting, in: place, name }) => `keyAuth({ key: config.${setting}, in: '${place}', name: ${quoted(name)} })`,
  );
  /** With the keys that are sent beside it. */
  const opened = (...first: string[]) => {
    const all = [...first, ...sentKeys];
    const [only] = all;
    const members = [
      'baseUrl: config.baseUrl',
      ...(only === undefined ? [] : [`auth: ${all.length === 1 ? only : `together(${all.join(', ')})`}`]),
    ];
    return callOf('http', [], members);
  };
  switch (auth.kind) {
    case 'none':
      return arrowOf('open', '({ config, http })', opened(), false);
    case 'basic':
      return arrowOf('open', '({ config, http })', opened('basic(config.username, config.password)'), false);
    case 'bearer':
      return arrowOf('open', '({ config, http })', opened('bearer(config.accessToken)'), false);
    case 'clientCredentials':
      return [
        'open({ config, http }) {',
        'const { tokenUrl, clientId, clientSecret, scopes } = config;',
        'const tokens = clientCredentials({',
        `connector: ${quoted(connector)},`,
        'http: http({ baseUrl: new URL(tokenUrl).origin }),',
        'path: tokenUrl,',
        'clientId,',
        'clientSecret,',
        "...(scopes === '' ? {} : { parameters: { scope: scopes } }),",
        '});',
        fitted('return ', opened('bearer(tokens)'), ';'),
        '},',
      ].join('\n');
    case 'signIn':
      return [
        'open({ config, http, save, exclusive }) {',
        'const { tokenUrl, clientId, clientSecret, refreshToken, accessToken } = config;',
        fitted('if (accessToken !== undefined) return ', opened('bearer(accessToken)'), ';'),
        'if (clientId === undefined || refreshToken === undefined) {',
        "throw new RolekitError('RK_NOT_CONNECTED', {",
        `connector: ${quoted(connector)},`,
        "reason: 'nobody has signed in yet',",
        `command: ${quoted(`rolekit connect ${connector} --sign-in`)},`,
        '});',
        '}',
        'const tokens = refreshedTokens({',
        `connector: ${quoted(connector)},`,
        'http: http({ baseUrl: new URL(tokenUrl).origin }),',
        'path: tokenUrl,',
        'clientId,',
        'clientSecret,',
        'refreshToken,',
        '// a rotated token is kept before it is used, and by one process at a time',
        'save: (rotated) => save({ refreshToken: rotated }),',
        "exclusive: exclusive && ((work) => exclusive('refreshToken', work)),",
        '});',
        fitted('return ', opened('bearer(tokens)'), ';'),
        '},',
      ].join('\n');
  }
}

function testSource({ operation }: ToolModel): string {
  return [
    'async test(api) {',
    `await api.request({ path: ${quoted(operation.path)} });`,
    "return 'the API answers';",
    '},',
  ].join('\n');
}

/** Hosts that the connector declares beside that of its base URL. */
export function hostsOf({ auth }: Credentials): string[] {
  return auth.kind === 'clientCredentials' || auth.kind === 'signIn' ? ['config:baseUrl', 'config:tokenUrl'] : [];
}
