import type { FastifyBaseLogger } from 'fastify';
import type { CatalogueReads, ReviewTerms } from '../store/catalogue.ts';
import type { Target } from './check-target.ts';

export type PublishStep = 'receive' | 'inspect' | 'store-blob' | 'commit' | 'announce';

export interface PublishRequest extends Target {
  body: AsyncIterable<Uint8Array>;
  /** What the publisher sees. */
  reads: CatalogueReads;
  /** Name of the token. */
  publishedBy: string;
  /** Id of the token. */
  tokenId: string;
  /** The publisher's signature as it was sent: base64 of an envelope. */
  signature: string | undefined;
  /** Whether it waits for a second person. */
  terms: Omit<ReviewTerms, 'proof'>;
  channel: string | undefined;
  waiver: string | undefined;
  /** Say what would come of it, and write nothing. */
  dryRun: boolean;
  log: FastifyBaseLogger;
}
