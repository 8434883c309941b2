/** A model behind an endpoint, whatever wire it speaks. It keeps no state: each turn gets the whole conversation. */
export interface Model {
  /** @throws RK_MODEL_KEY, RK_MODEL_REFUSED, RK_RATE_LIMITED, RK_TIMEOUT, RK_UPSTREAM_UNAVAILABLE, RK_CANCELLED */
  turn(conversation: Conversation, signal: AbortSignal): Promise<ModelTurn>;
}

export interface Conversation {
  system: string;
  tools: readonly ModelTool[];
  messages: readonly Message[];
}

export interface ModelTool {
  name: string;
  description: string;
  /** JSON Schema of its arguments. */
  inputSchema: Record<string, unknown>;
}

export type Message =
  | { from: 'person'; text: string }
  | { from: 'model'; turn: ModelTurn }
  /** One for each call of the turn before, in its order. */
  | { from: 'tools'; results: readonly CallResult[] };

export interface ToolCall {
  id: string;
  name: string;
  /** Undefined when they are no JSON object. */
  args: Record<string, unknown> | undefined;
}

export interface CallResult {
  id: string;
  text: string;
  isError: boolean;
}

export interface ModelTurn {
  text: string;
  calls: readonly ToolCall[];
  /** `cut` at the limit of tokens; `refused` by the model or a filter before it. */
  end: 'answered' | 'calls' | 'cut' | 'refused';
  usage: Usage | undefined;
  /** As the wire had it, to be sent back as it came. */
  raw: unknown;
}

/** Tokens of one or many turns; those of a cache count as input. */
export interface Usage {
  input: number;
  output: number;
}
