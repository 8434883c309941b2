import { resolve } from 'node:path';
import type { Place } from '@rolekit/registry';
import type { CommandContext } from '../command.ts';

/** Where a registry keeps what, as an operator says it. */
export interface PlaceArgs {
  data: string;
  database?: string | undefined;
  blobs?: string | undefined;
}

/** The address of a database is also taken from ROLEKIT_REGISTRY_DATABASE, which no list of processes shows. */
export function placeOf(
  { data, database, blobs }: PlaceArgs,
  { cwd, env }: Pick<CommandContext, 'cwd' | 'env'>,
): Place {
  // what was typed would stand in the list of processes
  if (database) process.title = 'rolekit registry';
  const url = database || env.ROLEKIT_REGISTRY_DATABASE;
  return {
    dataDir: resolve(cwd, data),
    ...(url ? { database: url } : {}),
    ...(blobs ? { blobsDir: resolve(cwd, blobs) } : {}),
  };
}
