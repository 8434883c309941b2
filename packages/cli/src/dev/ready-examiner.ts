import { statSync } from 'node:fs';
import { join } from 'node:path';
import { Examiner, findSdk, RUN_MODULE } from '../build/index.ts';

/** Examiners that are started before a save: each is used for one, and has loaded the SDK by then. */
export class ReadyExaminer {
  readonly #source: string;
  #next: { examiner: Examiner; sdk: string | undefined } | undefined;

  /** @param source folder of the plugin */
  constructor(source: string) {
    this.#source = source;
  }

  /** Starts the next one. */
  prepare(): void {
    const examiner = new Examiner();
    this.#next = { examiner, sdk: sdkState(this.#source) };
    // without an SDK, the build says why
    if (this.#next.sdk !== undefined) examiner.start(findSdk(this.#source), [RUN_MODULE]);
  }

  /** The one that is ready, which is the caller's to close; another when the plugin has another SDK now. */
  async take(): Promise<Examiner> {
    const next = this.#next;
    this.#next = undefined;
    if (next?.sdk !== undefined && next.sdk === sdkState(this.#source)) return next.examiner;
    await next?.examiner.close();
    return new Examiner();
  }

  async close(): Promise<void> {
    await this.#next?.examiner.close();
  }
}

/** Which SDK a plugin has, and since when; undefined when it has none that can be read. */
function sdkState(source: string): string | undefined {
  try {
    const { dir } = findSdk(source);
    return `${dir} ${statSync(join(dir, 'package.json')).mtimeMs}`;
  } catch {
    return undefined;
  }
}
