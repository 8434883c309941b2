import type { ArchiveLimits } from '@rolekit/sdk/bundle';
import type { Answers } from './answers.ts';
import type { Feed } from './feed.ts';
import type { Repositories } from './git/repositories.ts';
import type { PublishStep } from './publish/index.ts';
import type { Blobs } from './store/blobs.ts';
import type { Catalogue } from './store/catalogue.ts';

/** What the faces of one registry share. */
export interface Context {
  /** Name of the marketplace of everything. */
  name: string;
  /** Where clients reach the registry; no slash at the end. */
  publicUrl: () => string;
  limits: ArchiveLimits;
  catalogue: Catalogue;
  blobs: Blobs;
  repositories: Repositories;
  answers: Answers;
  feed: Feed;
  /** A place for tests to fail at; called after each step of publishing. */
  afterStep: (step: PublishStep) => void | Promise<void>;
}
