import type { Auth, Credentials, Key } from '../operation/security.ts';
import type { BaseUrl } from '../operation/servers.ts';
import { quoted } from '../shape/literals.ts';
import { camel, freeName, wordsOf } from '../words.ts';

interface FieldText {
  name: string;
  schema: string;
  title: string;
  description: string;
  secret?: boolean;
  optional?: boolean;
}

export function fieldsOf({ url, hint }: BaseUrl, { auth, keys }: Credentials): FieldText[] {
  // without a credential nothing else would tell an unconnected connector from a connected one
  const isOpen = auth.kind === 'none' && keys.length === 0;
  const schema = url !== undefined && !isOpen ? `z.url().default(${quoted(url)})` : 'z.url()';
  const base = { name: 'baseUrl', schema, title: 'Base URL', description: `Address of the API, e.g. ${hint}` };
  return [base, ...authFields(auth), ...settingsOf(keys).map(keyField)];
}

const TEXT = 'z.string().min(1)';
/** Settings of other credentials, and what the code of a connection calls by these names. */
const TAKEN = [
  ...['baseUrl', 'username', 'password', 'accessToken', 'authorizationUrl', 'tokenUrl', 'clientId', 'clientSecret'],
  ...['callbackUrl', 'scopes', 'refreshToken', 'context', 'tokens', 'exclusive'],
];

/** A key and the setting that holds it: the only one is `apiKey`, several are called after their schemes. */
export function settingsOf(keys: readonly Key[]): (Key & { setting: string })[] {
  const taken = new Set(TAKEN);
  return keys.map((key) => {
    const words = camel(
      wordsOf(key.scheme)
        .map((word) => word.replace(/[^a-z0-9]/g, ''))
        .filter(Boolean),
    ).slice(0, 40);
    const plain =
      keys.length > 1 && /^[a-z]{3}/.test(words) && !/^(?:constructor|prototype)$/.test(words) ? words : 'apiKey';
    const setting = freeName(plain, (name) => taken.has(name));
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
