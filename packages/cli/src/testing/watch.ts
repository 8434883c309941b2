import { readFolder } from '../build/index.ts';
import { connectorSources } from '../connectors.ts';
import { SourceWatch } from '../dev/source-watch.ts';
import { createOut, type Out, type Stream } from '../terminal.ts';
import { type Affected, affectedBy, together } from './affected-playbooks.ts';
import { quitKey } from './quit-key.ts';
import { renderRound } from './render-round.ts';
import { runTestProcess } from './test-process.ts';

export interface WatchOptions {
  /** Folder of the plugin. */
  dir: string;
  /** Options of `rolekit test` for each round, but for its playbooks. */
  args: readonly string[];
  /** Run only the playbooks of this file, skill or connector. */
  only: string | undefined;
  cwd: string;
  env: NodeJS.ProcessEnv;
  stdin: NodeJS.ReadableStream;
  output: Stream;
  signal: AbortSignal;
}

/** Tests a plugin now and after each save what the save reaches, until `q` is typed or `signal` aborts. */
export async function watchTests({ dir, args, only, cwd, env, stdin, output, signal }: WatchOptions): Promise<void> {
  const out = createOut(output, env);
  const quit = quitKey(stdin);
  const ended = AbortSignal.any([signal, quit.signal]);
  const watch = new SourceWatch([dir, ...(await joinedSources(dir))]);
  let state: string | undefined;
  /** What was saved, and not tested to the end. */
  let open: Affected = 'all';
  try {
    state = await watch.changed(undefined, ended);
    while (state !== undefined) {
      watch.follow([dir, ...(await joinedSources(dir))]);
      const saved = new AbortController();
      const round = runRound(open, AbortSignal.any([ended, saved.signal]));
      const known: string = state;
      const next = watch.changed(known, ended).then((changed) => {
        saved.abort();
        return changed;
      });
      if (await round) open = [];
      state = await next;
      if (state !== undefined) open = together(open, affectedBy(known, state, dir));
    }
  } finally {
    watch.close();
    quit.close();
  }

  /** True when it was not ended before its report. */
  async function runRound(affected: Affected, until: AbortSignal): Promise<boolean> {
    const rounds: readonly (readonly string[])[] =
      affected !== 'all' && only === undefined
        ? affected.map((file) => ['--playbook', file])
        : [only === undefined ? [] : ['--playbook', only]];
    for (const playbook of rounds) {
      out.line(out.paint.dim(`testing  ${playbook[1] ?? 'everything'}`));
      const round = await runTestProcess([dir, ...args, ...playbook], { cwd, env, signal: until });
      if (round === undefined) return false;
      renderRound(round, out);
    }
    waiting(out);
    return true;
  }
}

function waiting(out: Out): void {
  out.line(out.paint.dim('Waiting for a save; q quits.'));
}

/** Folders of the workspace's connectors that the plugin joins. */
async function joinedSources(dir: string): Promise<string[]> {
  const { manifest } = await readFolder(dir).catch(() => ({ manifest: undefined }));
  const names = Object.keys(manifest?.extensions['dev.rolekit'].connectors ?? {});
  return (await connectorSources(dir)).filter(({ name }) => names.includes(name)).map((source) => source.dir);
}
