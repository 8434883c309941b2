/** More than any error can still repeat. */
const MAX_SPENT = 50;

/** Secrets that were replaced: a vendor, or an error of before, may repeat them, and they may still be good there for a while. */
export class SpentSecrets {
  readonly #secrets = new Set<string>();

  add(secret: string | undefined): void {
    if (secret === undefined || secret === '') return;
    this.#secrets.delete(secret);
    this.#secrets.add(secret);
    for (const oldest of this.#secrets) {
      if (this.#secrets.size <= MAX_SPENT) break;
      this.#secrets.delete(oldest);
    }
  }

  list(): string[] {
    return [...this.#secrets];
  }
}
