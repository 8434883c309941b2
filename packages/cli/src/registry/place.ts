import { resolve } from 'node:path';
import type { BucketPlace, Place } from '@rolekit/registry';
import type { CommandContext } from '../command.ts';
import { usageError } from '../errors.ts';
import { isBucket, resolveSettings, type Values } from './settings/resolve.ts';
import { PLACE_NAMES, type PlaceName } from './settings/table.ts';

/** Options that say where a registry keeps what. */
export type PlaceArgs = Readonly<Record<string, unknown>>;

type World = Pick<CommandContext, 'cwd' | 'env'>;
type PlaceValues = Pick<Values, PlaceName>;

/** Where a registry keeps what: by options, variables and the settings file. @throws RK_USAGE, RK_FILE */
export function placeOf(args: PlaceArgs, context: World): Place {
  // what was typed would stand in the list of processes
  if (args.database) process.title = 'rolekit registry';
  return placeIn(resolveSettings(PLACE_NAMES, args, context).values, context.cwd);
}

/** The same for a copy: it has a folder and a database of its own, and the way to the bucket of the first. */
export function copyPlaceOf(
  args: PlaceArgs,
  own: { data: string; database?: string | undefined; blobs?: string | undefined },
  context: World,
): Place {
  const { data: _, database: __, blobs: ___, ...bucket } = resolveSettings(PLACE_NAMES, args, context).values;
  const { values } = resolveSettings(['data', 'database', 'blobs'], own, { ...context, env: {} });
  return placeIn({ ...bucket, ...values }, context.cwd);
}

/** The same, of settings that are known. @throws RK_USAGE for a bucket without credentials */
export function placeIn(values: PlaceValues, cwd: string): Place {
  const { data = '', database, blobs } = values;
  return {
    dataDir: resolve(cwd, data),
    ...(database === undefined ? {} : { database }),
    ...(blobs === undefined ? {} : isBucket(blobs) ? { bucket: bucketOf(blobs, values) } : { blobsDir: blobs }),
  };
}

function bucketOf(url: string, values: PlaceValues): BucketPlace {
  const { s3AccessKeyId: accessKeyId, s3SecretAccessKey: secretAccessKey } = values;
  if (accessKeyId === undefined || secretAccessKey === undefined)
    throw usageError(
      `There is no access key for ${url}.`,
      'Set ROLEKIT_REGISTRY_S3_ACCESS_KEY_ID and ROLEKIT_REGISTRY_S3_SECRET_ACCESS_KEY, with `_FILE` for a file that holds one.',
    );
  return {
    url,
    accessKeyId,
    secretAccessKey,
    sessionToken: values.s3SessionToken,
    endpoint: values.s3Endpoint,
    region: values.s3Region,
    pathStyle: values.s3PathStyle,
  };
}
