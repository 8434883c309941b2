import { RegistryError } from '../../errors.ts';

/** Of libpq's address; the rest is for the connections here, and none of it may come from outside. */
const PARAMETERS: ReadonlySet<string> = new Set([
  'user',
  'password',
  'host',
  'port',
  'sslmode',
  'sslrootcert',
  'sslcert',
  'sslkey',
  'application_name',
  'uselibpqcompat',
]);

/**
 * Checks the address of a database. What is wrong with it is said without it: it holds a password.
 *
 * @throws RK_OPTION
 */
export function checkDatabaseUrl(text: string): void {
  const hint = 'Give it as `postgres://user:password@host:5432/name`.';
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^postgres(?:ql)?:$/.test(url.protocol))
    throw new RegistryError('RK_OPTION', { reason: 'The address of the database is not one of PostgreSQL.', hint });
  if (url.pathname.length < 2) throw new RegistryError('RK_OPTION', { reason: 'The address names no database.', hint });
  for (const name of url.searchParams.keys())
    if (!PARAMETERS.has(name))
      throw new RegistryError('RK_OPTION', {
        reason: 'The address of the database has a parameter that is not known.',
        hint: `Known are ${[...PARAMETERS].join(', ')}.`,
      });
}

/** The address as people may read it: no user, no password. */
export function shownDatabase(text: string): string {
  if (!URL.canParse(text)) return 'postgres://';
  const { hostname, port, pathname, searchParams } = new URL(text);
  const host = hostname || searchParams.get('host') || '';
  return `postgres://${host}${port === '' ? '' : `:${port}`}${pathname}`;
}
