import type { Auth, Credentials } from '../operation/security.ts';
import { quoted } from '../shape/literals.ts';
import { settingsOf } from './setting-fields.ts';

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
    auth: `[${all.map((members) => `{ ${members} }`).join(', ')}]`,
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
