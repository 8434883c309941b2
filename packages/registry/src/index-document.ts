import type { Feed } from './change-feed.ts';
import { Coalesced } from './coalesced.ts';
import { type Answer, JSON_TYPE, toAnswer } from './response-cache.ts';

/** A document that lists the whole registry: made when it is asked for after a change, at most a few times a second. */
export class IndexDocument {
  readonly #publicUrl: () => string;
  readonly #made: Coalesced<Answer>;
  #url: string | undefined;

  /** @param build makes it with the address at which clients reach the registry */
  constructor(feed: Feed, publicUrl: () => string, build: (url: string) => Promise<string | Buffer>) {
    this.#publicUrl = publicUrl;
    this.#made = new Coalesced(async () => toAnswer(await build(publicUrl()), JSON_TYPE));
    feed.listen(() => this.#made.change());
  }

  answer(): Promise<Answer> {
    const url = this.#publicUrl();
    // it listens now, and did not before
    if (this.#url !== undefined && this.#url !== url) this.#made.change();
    this.#url = url;
    return this.#made.current();
  }
}
