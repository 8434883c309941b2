import { RegistryError } from '../../errors.ts';

/** Where archives lie in an S3-compatible store, and how to get in. */
export interface BucketPlace {
  /** `s3://bucket/prefix` */
  url: string;
  /** Of another store than Amazon's: `https://minio.acme.internal:9000`. @default Amazon's of the region */
  endpoint?: string | undefined;
  /** @default 'us-east-1' */
  region?: string | undefined;
  /** The bucket stands in the path, not in the name of the host. @default true with an endpoint */
  pathStyle?: boolean | undefined;
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string | undefined;
}

/** A bucket's address, taken apart. */
export interface BucketAddress {
  bucket: string;
  /** Before every key; empty, or with a slash at its end. */
  prefix: string;
  region: string;
  /** Of a key that needs no escapes. */
  urlOf(key: string): URL;
}

const HINT = 'Write it as `s3://bucket` or `s3://bucket/prefix`.';

/** @throws RK_OPTION; what is wrong is said without the credentials */
export function bucketAddress(place: BucketPlace): BucketAddress {
  const [, bucket = '', path = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/.exec(place.url) ?? [];
  if (bucket === '') throw refused(`\`${place.url}\` is not the address of a bucket.`, HINT);
  const prefix = path.replace(/\/+$/, '');
  if (prefix !== '' && !/^[\w.-]+(?:\/[\w.-]+)*$/.test(prefix))
    throw refused(
      `The prefix \`${prefix}\` has characters that are not taken.`,
      'Use letters, digits, `.`, `_`, `-` and `/`.',
    );
  const { region = 'us-east-1', pathStyle = place.endpoint !== undefined } = place;
  if (!/^[\w-]{1,64}$/.test(region))
    throw refused(`\`${region}\` is not a region.`, 'Write, for example, `eu-central-1`.');
  const endpoint = endpointOf(place.endpoint ?? `https://s3.${region}.amazonaws.com`);
  return {
    bucket,
    prefix: prefix === '' ? '' : `${prefix}/`,
    region,
    urlOf(key) {
      const url = new URL(endpoint);
      const base = url.pathname.replace(/\/+$/, '');
      if (!pathStyle) url.hostname = `${bucket}.${url.hostname}`;
      url.pathname = `${base}/${pathStyle ? `${bucket}/` : ''}${key}`;
      return url;
    },
  };
}

function endpointOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain =
    url !== undefined && url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  if (isPlain && /^https?:$/.test(url.protocol)) return url;
  throw refused(
    'The endpoint of the bucket is not an http(s) address.',
    'Write, for example, `https://minio.acme.internal:9000`.',
  );
}

function refused(reason: string, hint: string): RegistryError {
  return new RegistryError('RK_OPTION', { reason, hint });
}
