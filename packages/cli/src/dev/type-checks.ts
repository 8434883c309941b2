import type { Finding } from '@rolekit/sdk';
import type { PluginManifest } from '@rolekit/sdk/plugin';
import { checkTypes } from '../validate/check-types.ts';

/**
 * Checks the types of builds beside their serving, one at a time: a compiler takes longer than all the rest, and all
 * processors. It ends when the source changes: what is found in it as it was is not said.
 */
export class TypeChecks {
  readonly #source: string;
  readonly #onFindings: (findings: readonly Finding[]) => void;
  #next: PluginManifest | undefined;
  #check = new AbortController();
  #running: Promise<void> | undefined;

  constructor(source: string, onFindings: (findings: readonly Finding[]) => void) {
    this.#source = source;
    this.#onFindings = onFindings;
  }

  /** The source was built: its types are checked. */
  check(manifest: PluginManifest): void {
    this.#next = manifest;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  /** The source changed. */
  forget(): void {
    this.#next = undefined;
    this.#check.abort();
  }

  async close(): Promise<void> {
    this.forget();
    await this.#running;
  }

  async #run(): Promise<void> {
    for (let manifest = this.#next; manifest; manifest = this.#next) {
      this.#next = undefined;
      this.#check = new AbortController();
      const { signal } = this.#check;
      const findings = await checkTypes(this.#source, manifest, false, signal).catch(unchecked);
      if (!signal.aborted) this.#onFindings(findings);
    }
  }
}

/** A compiler that cannot run must not end the work. */
function unchecked(error: unknown): Finding[] {
  const reason = error instanceof Error ? error.message : String(error);
  const fix = 'Run `rolekit validate` to see more.';
  const message = `The types were not checked: ${reason.slice(0, 400)}`;
  return [{ code: 'code/types-unchecked', severity: 'note', message, file: 'plugin.json', fix }];
}
