import type { OAuthOptions } from './options.ts';

/** Options of a server's command line with a value, and the variables that say the same. */
const FLAGS = {
  '--oauth-issuer': 'ROLEKIT_OAUTH_ISSUER',
  '--oauth-resource': 'ROLEKIT_OAUTH_RESOURCE',
  '--oauth-jwks': 'ROLEKIT_OAUTH_JWKS',
} as const;

/**
 * What a command line says of an authorization server; undefined when it names no issuer. `--oauth-scope mcp` is needed for
 * every request, `--oauth-scope read=crm:read` and `write=…` for calls of tools that read and that write; it may be repeated.
 */
export function oauthFlags(argv: readonly string[], env: NodeJS.ProcessEnv): OAuthOptions | undefined {
  const of = (flag: keyof typeof FLAGS) => valuesOf(argv, flag).at(-1) ?? (env[FLAGS[flag]] || undefined);
  const issuer = of('--oauth-issuer');
  if (issuer === undefined) return undefined;
  const resource = of('--oauth-resource');
  const jwksUri = of('--oauth-jwks');
  const written = valuesOf(argv, '--oauth-scope');
  const scopes = written.length > 0 ? written : (env.ROLEKIT_OAUTH_SCOPES ?? '').split(' ').filter(Boolean);
  const forAccess = (access: 'read' | 'write') =>
    scopes.flatMap((scope) => (scope.startsWith(`${access}=`) ? [scope.slice(access.length + 1)] : [])).at(-1);
  const [read, write] = [forAccess('read'), forAccess('write')];
  return {
    issuer,
    ...(resource === undefined ? {} : { resource }),
    ...(jwksUri === undefined ? {} : { jwksUri }),
    requiredScopes: scopes.filter((scope) => !/^(?:read|write)=/.test(scope)),
    scopes: { ...(read === undefined ? {} : { read }), ...(write === undefined ? {} : { write }) },
  };
}

function valuesOf(argv: readonly string[], flag: string): string[] {
  return argv.flatMap((word, index) => {
    if (word.startsWith(`${flag}=`)) return [word.slice(flag.length + 1)];
    return word === flag ? [argv[index + 1] ?? ''] : [];
  });
}
