import { resolve } from 'node:path';
import type { Place } from '@rolekit/registry';
import type { CommandContext } from '../command.ts';
import { resolveSettings, type Values } from './settings/resolve.ts';
import { PLACE_NAMES, type PlaceName } from './settings/table.ts';

/** Options that say where a registry keeps what. */
export type PlaceArgs = Readonly<Record<string, unknown>>;

/** Where a registry keeps what: by options, variables and the settings file. @throws RK_USAGE, RK_FILE */
export function placeOf(args: PlaceArgs, context: Pick<CommandContext, 'cwd' | 'env'>): Place {
  // what was typed would stand in the list of processes
  if (args.database) process.title = 'rolekit registry';
  return placeIn(resolveSettings(PLACE_NAMES, args, context).values, context.cwd);
}

/** The same, of settings that are known. */
export function placeIn({ data = '', database, blobs }: Pick<Values, PlaceName>, cwd: string): Place {
  return {
    dataDir: resolve(cwd, data),
    ...(database === undefined ? {} : { database }),
    ...(blobs === undefined ? {} : { blobsDir: blobs }),
  };
}
