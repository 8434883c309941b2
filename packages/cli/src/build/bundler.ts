import { type BuildContext, type BuildOptions, type BuildResult, build, context } from 'esbuild';

/** In memory, and with what is in it. */
type InMemory = { write: false; metafile: true };
type Options = BuildOptions & InMemory;
type Bundled = BuildResult<InMemory>;

/** What a run of the bundler reads, besides its options and files. */
type Current<S> = () => S;

/** Runs the bundler. */
export interface Bundler {
  /**
   * @param slot names what is bundled
   * @param state for the plugins among the options, which must read it through `current`
   * @param options may depend on `key`, and on nothing else that differs from run to run
   */
  run<S>(slot: string, key: string, state: S, options: (current: Current<S>) => Options): Promise<Bundled>;
}

/** Starts anew each time. */
export const BUNDLE_ONCE: Bundler = {
  run: (_slot, _key, state, options) => build(options(() => state)),
};

interface Kept {
  key: string;
  state: unknown;
  context: Promise<BuildContext>;
}

/** Keeps what it parsed for the next run of the same slot, one run of a slot at a time: only what changed is read again. */
export class KeptBundler implements Bundler {
  readonly #kept = new Map<string, Kept>();

  async run<S>(slot: string, key: string, state: S, options: (current: Current<S>) => Options): Promise<Bundled> {
    let kept = this.#kept.get(slot);
    if (kept?.key !== key) {
      await kept?.context.then((old) => old.dispose());
      const fresh: Kept = { key, state, context: context(options(() => fresh.state as S)) };
      kept = fresh;
      this.#kept.set(slot, kept);
    }
    kept.state = state;
    return (await kept.context).rebuild() as Promise<Bundled>;
  }

  async close(): Promise<void> {
    const contexts = [...this.#kept.values()].map(async (kept) => (await kept.context).dispose());
    this.#kept.clear();
    await Promise.allSettled(contexts);
  }
}
