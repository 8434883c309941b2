import type { Auth, Credentials, Key } from '../operation/security.ts';
import type { BaseUrl } from '../operation/servers.ts';
import { quoted } from '../shape/literals.ts';
import { camel, freeName, wordsOf } from '../words.ts';

export interface FieldText {
  name: string;
  schema: string;
  description: string;
  secret?: boolean;
  optional?: boolean;
}

export function fieldsOf({ url, hint }: BaseUrl, { auth, keys }: Credentials): FieldText[] {
  // without a credential nothing else would tell an unconnected connector from a connected one
  const isOpen = auth.kind === 'none' && keys.length === 0;
  const schema = url !== undefined && !isOpen ? `z.url().default(${quoted(url)})` : 'z.url()';
  const description = schema === 'z.url()' ? `Address of the API, e.g. ${hint}` : 'Address of the API.';
  const base = { name: 'baseUrl', schema, description };
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

function keyField(key: Key & { setting: string }): FieldText {
  return {
    name: key.setting,
    schema: TEXT,
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
        { name: 'username', schema: TEXT, description: 'Of the account that the connector uses.' },
        { name: 'password', schema: TEXT, description: 'Its password or key.', secret: true },
      ];
    case 'bearer':
      return [
        {
          name: 'accessToken',
          schema: TEXT,
          description: 'Sent as a bearer token.',
          secret: true,
        },
      ];
    case 'clientCredentials':
      return [
        urlField('tokenUrl', 'Where tokens are granted', auth.tokenUrl),
        { name: 'clientId', schema: TEXT, description: 'Of the registered application.' },
        {
          name: 'clientSecret',
          schema: TEXT,
          description: 'Of the registered application.',
          secret: true,
        },
        scopesField(auth.scopes),
      ];
    case 'signIn':
      return [
        urlField('authorizationUrl', 'Where a person consents', auth.authorizationUrl),
        urlField('tokenUrl', 'Where tokens are granted', auth.tokenUrl),
        {
          name: 'clientId',
          schema: TEXT,
          description: 'Of the registered application; only without an access token.',
          optional: true,
        },
        {
          name: 'clientSecret',
          schema: TEXT,
          description: 'Of the registered application, if it has one.',
          secret: true,
          optional: true,
        },
        {
          name: 'callbackUrl',
          schema: "z.url().default('http://127.0.0.1/callback')",
          description: 'Of the registered application, letter for letter; without a port, any free one is taken.',
        },
        scopesField(auth.scopes),
        {
          name: 'refreshToken',
          schema: TEXT,
          description: 'Comes from signing in.',
          secret: true,
          optional: true,
        },
        {
          name: 'accessToken',
          schema: TEXT,
          description: 'One that you have already; then nobody signs in.',
          secret: true,
          optional: true,
        },
      ];
  }
}

function urlField(name: string, what: string, url: string | undefined): FieldText {
  const schema = url === undefined ? 'z.url()' : `z.url().default(${quoted(url)})`;
  return { name, schema, description: `${what}.` };
}

function scopesField(scopes: readonly string[]): FieldText {
  return {
    name: 'scopes',
    schema: `z.string().default(${quoted(withinLength(scopes))})`,
    description: 'Asked for with each token, separated by spaces.',
  };
}

/** Whole scopes only: half of one is another one, or none. */
function withinLength(scopes: readonly string[]): string {
  let text = '';
  for (const scope of scopes) if (text.length + scope.length < 1000) text += `${text === '' ? '' : ' '}${scope}`;
  return text;
}
