import type { Connector } from '../../connector/connector.ts';
import type { LogLevel, ReadCall } from '../../connector/tool-call.ts';
import { type ToolWords, wordsFor } from '../../words/tool-words.ts';
import type { KeptOwner } from '../kept/results-store.ts';
import type { IncomingCall } from '../plugin/incoming-call.ts';
import type { OpenConnection } from '../plugin/open-connection.ts';
import type { PluginState } from '../plugin/plugin-state.ts';
import { shortened } from '../result/result-limits.ts';

/** A call whose connection is open. */
export interface OpenedCall {
  state: PluginState;
  connector: Connector;
  opened: OpenConnection;
  call: IncomingCall & { args: Record<string, unknown> };
  /** What a handler gets; for a list, with its own limit and cursor. */
  called(input: unknown, limit?: number, cursor?: string): ReadCall<unknown, unknown>;
}

const NO_WORDS: ToolWords = {};

export async function openCall(
  state: PluginState,
  connector: Connector,
  call: OpenedCall['call'],
): Promise<OpenedCall> {
  const { connections } = state;
  const opened = connections.fresh(connector, call.principal) ?? (await connections.get(connector, call.principal));
  const own = connector.tools[call.name]?.words;
  const words = own === undefined ? NO_WORDS : wordsFor(own, state.plugin.words);
  return { state, connector, opened, call, called: contextOf(call, connector, opened, words) };
}

/** Whose rows are kept. */
export function ownerOf({ state, connector, opened, call }: OpenedCall): KeptOwner {
  const { environment, id } = opened;
  return { home: state.home, principal: call.principal, connector: connector.name, environment, connection: id };
}

function contextOf(
  { ending, progress, log }: IncomingCall,
  connector: Connector,
  opened: OpenConnection,
  words: ToolWords,
): OpenedCall['called'] {
  const { connection, clock } = opened;
  // a vendor's words may be whole pages
  const write = (level: LogLevel, message: string) => log(level, shortened(message), connector.name);
  let told = -1;
  const step: typeof progress = (done, total, message) => {
    // the protocol wants it to grow, and a wait in between moves nothing
    told = done > told ? done : told + 0.001;
    progress(told, total, message === undefined ? undefined : shortened(message));
  };
  return (input, limit = 1, cursor) => ({
    input,
    connection,
    clock,
    words,
    get signal() {
      return ending.signal;
    },
    progress: step,
    log: write,
    limit,
    cursor,
  });
}
