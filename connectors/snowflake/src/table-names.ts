import { RolekitError } from '@rolekit/sdk';

/** A name as SQL, always in double quotes: plain names in upper case as Snowflake keeps them, `"Quoted"` ones as they are. */
export function quoteName(name: string): string {
  const quoted = /^"((?:[^"]|"")+)"$/.exec(name.trim())?.[1];
  if (quoted !== undefined) return `"${quoted}"`;
  const plain = name.trim();
  if (/^[A-Za-z_][\w$]*$/.test(plain)) return `"${plain.toUpperCase()}"`;
  if (plain === '' || plain.length > 255) throw badName(name);
  return `"${plain.replaceAll('"', '""')}"`;
}

/** `DB.SCHEMA.TABLE` or less as its parts, filled up from the connection's own database and schema. */
export function tableParts(
  name: string,
  defaults: { database?: string | undefined; schema?: string | undefined },
): [string, string, string] {
  const parts = name.match(/"(?:[^"]|"")+"|[^.]+/g) ?? [];
  const [table, schema = defaults.schema, database = defaults.database] = [...parts].reverse();
  if (parts.length > 3 || table === undefined) throw badName(name);
  if (schema === undefined || database === undefined) {
    throw new RolekitError('RK_INVALID_REQUEST', {
      reason: `${name} does not say in which ${database === undefined ? 'database' : 'schema'} it is.`,
      hint: 'Write DATABASE.SCHEMA.TABLE; snowflake_list_objects shows them.',
    });
  }
  return [database, schema, table];
}

function badName(name: string): RolekitError {
  return new RolekitError('RK_INVALID_REQUEST', {
    reason: `${JSON.stringify(name)} is not a name.`,
    hint: 'Write DATABASE.SCHEMA.TABLE.',
  });
}

/** A text as SQL. */
export function quoteText(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
