import type { Catalogue, StoredEvent } from '../store/catalogue.ts';
import type { CompanyPolicy } from './company-policy.ts';

/** A timer takes no more, and clocks drift. */
const MAX_WAIT_MS = 3_600_000;

/** Writes an event when a version becomes old enough: until then nothing tells the faces that their lists are others. */
export class PolicyAges {
  readonly #company: CompanyPolicy;
  readonly #catalogue: Pick<Catalogue, 'noteAge' | 'policies'>;
  readonly #announce: (event: StoredEvent) => void;
  readonly #failed: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(
    company: CompanyPolicy,
    catalogue: Pick<Catalogue, 'noteAge' | 'policies'>,
    { announce, failed }: { announce(event: StoredEvent): void; failed(error: unknown): void },
  ) {
    this.#company = company;
    this.#catalogue = catalogue;
    this.#announce = announce;
    this.#failed = failed;
  }

  /** Notes what became old enough meanwhile, and waits for what comes next. Also to be called when the policy or a version is new. */
  look(): void {
    clearTimeout(this.#timer);
    this.#look().catch(this.#failed);
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  async #look(): Promise<void> {
    const { last, next } = await this.#company.ages();
    const event = last === undefined ? undefined : await this.#catalogue.noteAge(last);
    if (this.#isClosed) return;
    if (next !== undefined) {
      const wait = new Date(next).getTime() - this.#catalogue.policies.now().getTime();
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.look(), Math.min(Math.max(wait, 0), MAX_WAIT_MS));
      this.#timer.unref();
    }
    if (event !== undefined) this.#announce(event);
  }
}
