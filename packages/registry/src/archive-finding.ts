import type { Inspection } from '@rolekit/sdk/bundle';

/** One problem of an archive, as the SDK reports it. */
export type Finding = Inspection['findings'][number];
