import { expect, it } from 'vitest';
import { oauthFlags } from './flags.ts';

const ISSUER = 'https://login.example.com';

it('a command line without an issuer says nothing of an authorization server', () => {
  expect(oauthFlags(['--http', '--oauth-scope', 'mcp'], {})).toBeUndefined();
  expect(
    oauthFlags(['--http'], { ROLEKIT_OAUTH_ISSUER: '', ROLEKIT_OAUTH_RESOURCE: 'https://x.example' }),
  ).toBeUndefined();
});

it('flags and variables say the same, and flags win', () => {
  const said = {
    issuer: ISSUER,
    resource: 'https://crm.example.com/mcp',
    jwksUri: 'https://keys.example.com/jwks',
    requiredScopes: ['mcp', 'crm'],
    scopes: { read: 'crm:read', write: 'crm:write' },
  };
  const scopes = ['mcp', 'read=crm:read', 'crm', 'write=crm:write'];
  const env = {
    ROLEKIT_OAUTH_ISSUER: ISSUER,
    ROLEKIT_OAUTH_RESOURCE: said.resource,
    ROLEKIT_OAUTH_JWKS: said.jwksUri,
    ROLEKIT_OAUTH_SCOPES: scopes.join(' '),
  };
  const argv = [
    `--oauth-issuer=${ISSUER}`,
    '--oauth-resource',
    said.resource,
    '--oauth-jwks',
    said.jwksUri,
    ...scopes.flatMap((scope) => ['--oauth-scope', scope]),
  ];
  expect(oauthFlags([], env)).toEqual(said);
  expect(oauthFlags(argv, {})).toEqual(said);
  expect(oauthFlags(['--oauth-issuer', 'https://other.example'], env)?.issuer).toBe('https://other.example');
  expect(oauthFlags(['--oauth-scope', 'only'], env)).toMatchObject({ requiredScopes: ['only'], scopes: {} });
});
