import { refuseErrors } from '@rolekit/sdk/internal';
import type { ConnectorDescription } from '@rolekit/sdk/plugin';
import type { AskedServer } from './asked-server.ts';
import { type EntryOptions, RUN_MODULE, serverEntry } from './entry.ts';
import { type ExamineWith, examineCode } from './examine-code.ts';
import { findSdk, sdkModule } from './sdk-copy.ts';
import type { Source } from './source.ts';

/**
 * What a server would answer, found while it is bundled: its connectors are described by the examiner, and how it begins with
 * hosts comes from the SDK as it lies there. Says the same, but not that the bundled server runs.
 */
export class ExaminedServer implements Pick<AskedServer, 'describe' | 'opening' | 'end' | 'close'> {
  readonly #source: Source;
  readonly #entry: EntryOptions;
  readonly #options: ExamineWith;

  constructor(source: Source, entry: EntryOptions, options: ExamineWith) {
    this.#source = source;
    this.#entry = entry;
    this.#options = options;
  }

  /** @throws RK_FINDINGS with what `validate` finds in its code */
  async describe(): Promise<ConnectorDescription[]> {
    const { dir, manifest } = this.#source;
    const { descriptions, findings } = await examineCode(dir, manifest, this.#options);
    refuseErrors(findings, manifest.name);
    return descriptions.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** @throws RK_FINDINGS with what the SDK said */
  async opening(descriptions: readonly ConnectorDescription[]): Promise<unknown> {
    const { dir, manifest } = this.#source;
    const { examiner, ...waits } = this.#options;
    const sdk = findSdk(dir);
    const names = descriptions.map(({ name }) => name);
    const main = serverEntry(manifest, names, { ...this.#entry, runModule: sdkModule(sdk, RUN_MODULE) ?? RUN_MODULE });
    return examiner.server(sdk, main, manifest.name, waits).opening(descriptions);
  }

  async end(): Promise<void> {}

  async close(): Promise<void> {}
}
