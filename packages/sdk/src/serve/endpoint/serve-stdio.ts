import type { Readable, Writable } from 'node:stream';
import type { Transport } from '@modelcontextprotocol/server';
import { recordOpening, StdioFront } from '../front/index.ts';
import { CLOSE_GRACE_MS } from '../plugin/grace-times.ts';
import { type ListedTool, listedTools } from '../plugin/listed-tools.ts';
import { type LivePolicy, livePolicy } from '../plugin/machine-policy.ts';
import type { PluginState } from '../plugin/plugin-state.ts';
import type { CloseOptions, Opening, ServedPlugin, ServeOptions } from '../plugin/types.ts';

export interface StdioHandle {
  close(options?: CloseOptions): Promise<void>;
}

/**
 * Serves a plugin over this process's standard streams, or over another transport. When standard input ends, calls in
 * flight have 5 s to be answered.
 */
export function serveStdio(plugin: ServedPlugin, options: ServeOptions & { transport?: Transport } = {}): StdioHandle {
  const { transport, ...rest } = options;
  return transport ? serveTransport(plugin, rest, () => transport) : serveStreams(plugin, rest, process);
}

/** Serves a plugin over the streams of a process until its input ends. */
export function serveStreams(
  plugin: ServedPlugin,
  options: ServeOptions,
  { stdin, stdout }: { stdin: Readable; stdout: Writable },
): StdioHandle {
  const handle =
    options.front === false
      ? serveTransport(plugin, options, ({ StreamTransport }) => new StreamTransport(stdin, stdout))
      : serveBehindFront(plugin, options, stdin, stdout);
  const onEnd = () => void handle.close({ graceMs: CLOSE_GRACE_MS });
  stdin.once('end', onEnd);
  stdin.once('error', onEnd);
  return handle;
}

function serveTransport(
  plugin: ServedPlugin,
  options: ServeOptions,
  open: (official: typeof import('./on-demand-chunk.ts')) => Transport,
): StdioHandle {
  const { policy } = begin(plugin, options);
  policy.watch();
  const serving = Promise.all([import('./on-demand-chunk.ts'), stateOf(plugin, options, policy)]).then(
    ([official, state]) => ({ state, official: official.connectOfficial(state, open(official)) }),
  );
  return {
    async close({ graceMs = 0 } = {}) {
      const { state, official } = await serving;
      policy.close();
      await state.inFlight.settled(graceMs);
      await official.close();
      await state.connections.close();
    },
  };
}

/** Loads what serves a plugin only as far as its host asks for it. */
function serveBehindFront(plugin: ServedPlugin, options: ServeOptions, input: Readable, output: Writable): StdioHandle {
  const { policy, listed } = begin(plugin, options);
  let state: Promise<PluginState> | undefined;
  let official: Promise<{ close(): Promise<void> }> | undefined;
  const loadState = () => {
    state ??= stateOf(plugin, options, policy);
    return state;
  };
  const start = (opening: Opening) => {
    const front = new StdioFront({
      opening,
      listed,
      raw: (plugin.rawTools ?? []).map(({ definition }) => definition),
      onListed: () => policy.watch(),
      input,
      output,
      async calls() {
        const [loaded, { callTool }] = await Promise.all([loadState(), import('./call-chunk.ts')]);
        return { state: loaded, callTool };
      },
      official(rest, ownId) {
        policy.watch();
        official ??= Promise.all([import('./on-demand-chunk.ts'), loadState()]).then(
          ([{ connectOfficial, BehindFront }, loaded]) =>
            connectOfficial(loaded, new BehindFront(rest, output, ownId, () => front.close())),
        );
        official.catch(() => {
          official = undefined;
        });
        return official;
      },
    });
    policy.onChange(() => front.relist(listedTools(plugin, policy.current)));
    return front;
  };
  // a built server brings it
  const front = plugin.opening ? start(plugin.opening) : recordOpening(plugin).then(start);
  return {
    async close({ graceMs = 0 } = {}) {
      const { inFlight } = await front;
      policy.close();
      const loaded = await state;
      await Promise.all([inFlight.settled(graceMs), loaded?.inFlight.settled(graceMs)]);
      (await front).close();
      await (await official)?.close();
      await (await state)?.connections.close();
    },
  };
}

/** What is wrong with a definition is said at once. */
function begin(plugin: ServedPlugin, options: ServeOptions): { policy: LivePolicy; listed: readonly ListedTool[] } {
  const policy = livePolicy(plugin, options);
  return { policy, listed: listedTools(plugin, policy.current) };
}

async function stateOf(plugin: ServedPlugin, options: ServeOptions, policy: LivePolicy): Promise<PluginState> {
  const { PluginState, sweepLater } = await import('./call-chunk.ts');
  const state = new PluginState(plugin, { ...options, policy });
  sweepLater(state);
  return state;
}
