import { credentialsOf } from '@rolekit/sdk/authorization';
import type { FastifyRequest } from 'fastify';
import { ROLES, type SessionContext } from '../account.ts';
import { errors } from '../errors.ts';
import type { Statement } from '../statements.ts';
import { setParameters } from './parameters.ts';

/** What a driver that signed in goes on with. */
export interface DriverSession {
  id: number;
  token: string;
  masterToken: string;
  context: SessionContext;
}

/** The numbers that drivers know kinds of statements by. */
export const TYPE_IDS: Readonly<Record<string, number>> = {
  SELECT: 4096,
  INSERT: 12_544,
  UPDATE: 12_800,
  DELETE: 13_056,
  MERGE: 13_312,
};

/** What drivers are told of their session. */
export const PARAMETERS = [
  { name: 'AUTOCOMMIT', value: true },
  { name: 'TIMEZONE', value: 'Etc/UTC' },
  { name: 'CLIENT_SESSION_KEEP_ALIVE', value: false },
  { name: 'CLIENT_SESSION_KEEP_ALIVE_HEARTBEAT_FREQUENCY', value: 3600 },
  { name: 'CLIENT_STAGE_ARRAY_BINDING_THRESHOLD', value: 0 },
  { name: 'JS_TREAT_INTEGER_AS_BIGINT', value: false },
  { name: 'DATE_OUTPUT_FORMAT', value: 'YYYY-MM-DD' },
  { name: 'TIMESTAMP_OUTPUT_FORMAT', value: 'YYYY-MM-DD HH24:MI:SS.FF3' },
  { name: 'TIMESTAMP_NTZ_OUTPUT_FORMAT', value: 'YYYY-MM-DD HH24:MI:SS.FF3' },
  { name: 'TIMESTAMP_LTZ_OUTPUT_FORMAT', value: 'YYYY-MM-DD HH24:MI:SS.FF3' },
  { name: 'TIMESTAMP_TZ_OUTPUT_FORMAT', value: 'YYYY-MM-DD HH24:MI:SS.FF3' },
  { name: 'TIME_OUTPUT_FORMAT', value: 'HH24:MI:SS' },
  { name: 'BINARY_OUTPUT_FORMAT', value: 'HEX' },
];

export function infoOf({ context }: DriverSession) {
  return {
    databaseName: context.database ?? null,
    schemaName: context.schema ?? null,
    warehouseName: context.warehouse ?? null,
    roleName: context.role,
  };
}

export function tokenOf(request: FastifyRequest): string | undefined {
  const credentials = credentialsOf(request.raw);
  return credentials?.scheme === 'snowflake' ? /^Token="([^"]+)"$/i.exec(credentials.value)?.[1] : undefined;
}

export function chunkKey({ handle }: Statement): string {
  return handle.replaceAll('-', '').slice(0, 16).split('').reverse().join('');
}

/** USE and ALTER SESSION change a driver's session; the SQL API has none. */
export function switchContext(context: SessionContext, sql: string): boolean {
  const used = /^\s*USE\s+(?:(ROLE|WAREHOUSE|DATABASE|SCHEMA)\s+)?"?([\w$]+)"?(?:\."?([\w$]+)"?)?\s*;?\s*$/i.exec(sql);
  if (used) {
    const [, kind = 'SCHEMA', first = '', second] = used;
    const name = first.toUpperCase();
    if (/role/i.test(kind) && !ROLES.some((role) => role.name === name)) throw errors.unknownRole(name);
    if (/role/i.test(kind)) context.role = name;
    else if (/warehouse/i.test(kind)) context.warehouse = name;
    else if (/database/i.test(kind)) context.database = name;
    else if (second) Object.assign(context, { database: name, schema: second.toUpperCase() });
    else context.schema = name;
    return true;
  }
  return setParameters(context, sql);
}
